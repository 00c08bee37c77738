package exo.db.database.link;

import exo.db.dsn.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A connected Unix-domain socket in the form that the driver takes.
 *
 * <p>One thread may read while another writes. What only TCP knows is quietly done without.
 */
final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final Readiness reading;
    private final Readiness writing;
    private volatile int timeout;

    private UnixSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.reading = new Readiness(channel, SelectionKey.OP_READ);
        this.writing = new Readiness(channel, SelectionKey.OP_WRITE);
    }

    /** The file has the port in its name, as PostgreSQL makes it. */
    static UnixSocket connected(ServerAddress server) throws IOException {
        Path file = Path.of(server.address(), ".s.PGSQL." + server.port());
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(file));
            return new UnixSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Looks who holds the other end.
     *
     * @param user null for anybody
     */
    void requirePeer(@Nullable String user) throws IOException {
        if (user == null) {
            return;
        }
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        if (!peer.user().getName().equals(user)) {
            throw new LinkFailed(
                    LinkFailed.Reason.PEER, "it runs as " + peer.user().getName() + ", and requirepeer names another");
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Input();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Output();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    /** Who waits in another thread wakes up and finds it closed. */
    @Override
    public void close() throws IOException {
        channel.close();
        reading.close();
        writing.close();
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        timeout = milliseconds;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        try {
            return channel.getOption(StandardSocketOptions.SO_SNDBUF);
        } catch (IOException e) {
            throw new SocketException("no buffer's size", e);
        }
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public String toString() {
        return "UnixSocket";
    }

    /** Waits for the channel to be ready for one thing. */
    private static final class Readiness {
        private final Selector selector;

        Readiness(SocketChannel channel, int operation) throws IOException {
            selector = Selector.open();
            channel.register(selector, operation);
        }

        /**
         * Returns when the channel may be ready. An interrupted thread goes on waiting, as it does on other sockets,
         * and keeps its mark.
         *
         * @param milliseconds 0 for ever
         */
        boolean await(int milliseconds) throws IOException {
            boolean interrupted = Thread.interrupted();
            try {
                int ready = selector.select(milliseconds);
                while (ready == 0 && Thread.interrupted()) {
                    interrupted = true;
                    ready = selector.select(milliseconds);
                }
                selector.selectedKeys().clear();
                return ready > 0;
            } catch (ClosedSelectorException e) {
                throw new SocketException("Socket closed", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void close() throws IOException {
            selector.close();
        }
    }

    /** What the server sends. */
    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            int count = channel.read(buffer);
            while (count == 0 && length > 0) {
                int limit = timeout;
                if (!reading.await(limit) && limit > 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                count = channel.read(buffer);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    /** What the server is sent. */
    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    writing.await(0);
                }
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }
}
