package exo.db.database.link;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/**
 * A socket that leaves it to the next read to tell that the server has gone, as libpq does: what the server said before
 * it hung up, such as why it does not like the client's certificate, would be lost with a failed write.
 */
final class TcpSocket extends Socket {
    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Output(super.getOutputStream());
    }

    /** Drops what nobody takes any more. */
    private final class Output extends FilterOutputStream {
        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (SocketException e) {
                if (isClosed()) {
                    throw e;
                }
            }
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }
    }
}
