package exo.db.database.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;

/**
 * Asks a server in the clear whether it speaks TLS.
 *
 * @see <a href="https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-SSL">SSL Session Encryption</a>
 */
final class TlsRequest {
    /** The message SSLRequest: its length, and the number 80877103 in place of a protocol's version. */
    private static final byte[] MESSAGE = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    private TlsRequest() {}

    /** Reads the one byte of the answer and no more: what follows belongs to TLS. */
    static boolean isGranted(Socket socket) throws IOException {
        socket.getOutputStream().write(MESSAGE);
        int answer = socket.getInputStream().read();
        return switch (answer) {
            case 'S' -> true;
            case 'N' -> false;
            case -1 -> throw new EOFException("the server hung up when it was asked for TLS");
            default -> throw new ConnectException("the server cannot serve another connection, or is no PostgreSQL");
        };
    }
}
