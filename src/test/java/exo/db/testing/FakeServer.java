package exo.db.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks as much of PostgreSQL's protocol as it takes to log in and to answer one query with one row, whatever was
 * asked: for servers that no test machine has.
 */
public final class FakeServer implements AutoCloseable {
    /** What the protocol's login says of the process that answers. */
    private static final int PROTOCOL_PID = 4711;

    private static final int SSL_REQUEST = 80877103;
    private static final int TEXT = 25;
    private static final int TEXT_ARRAY = 1009;
    private static final int INTEGER = 23;
    private static final int BOOLEAN = 16;

    private final ServerSocket socket;
    private final List<String> row;
    private final AtomicInteger refusals;

    private FakeServer(int port, List<String> row, int refusals) throws IOException {
        this.socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.row = row;
        this.refusals = new AtomicInteger(refusals);
        Thread.ofVirtual().start(this::serve);
    }

    /** A server of that version, on a port that is free or on the given one. */
    public static FakeServer ofVersion(String version, int port) throws IOException {
        return new FakeServer(port, greeting(PROTOCOL_PID, version), 0);
    }

    /** A server of that version which is still starting up at the first few connections. */
    public static FakeServer starting(String version, int connections) throws IOException {
        return new FakeServer(0, greeting(PROTOCOL_PID, version), connections);
    }

    /** A pooler: the process that answers is another than the one that was logged in to. */
    public static FakeServer pooler() throws IOException {
        return new FakeServer(0, greeting(PROTOCOL_PID + 1, "16.4"), 0);
    }

    /** Where it listens, as a connection string. */
    public String dsn() {
        return "host=127.0.0.1 port=" + socket.getLocalPort() + " user=exo dbname=exo sslmode=disable";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static List<String> greeting(int pid, String version) {
        return List.of(String.valueOf(pid), version, "exo", "exo", "public", "f", "f", "public", "UTC", "{}");
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                answer(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
            } catch (IOException expected) {
                // The client, or the test, is done with it.
            }
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        int length = in.readInt();
        int code = in.readInt();
        if (code == SSL_REQUEST) {
            out.write('N');
            length = in.readInt();
            in.readInt();
        }
        in.readNBytes(length - 8);
        if (refusals.getAndDecrement() > 0) {
            send(out, 'E', text("SFATAL"), text("C57P03"), text("Mthe database system is starting up"), new byte[1]);
            return;
        }
        send(out, 'R', number(0));
        for (String setting : List.of("server_version", "client_encoding", "DateStyle", "TimeZone")) {
            send(out, 'S', text(setting), text(value(setting)));
        }
        send(out, 'S', text("standard_conforming_strings"), text("on"));
        send(out, 'S', text("integer_datetimes"), text("on"));
        send(out, 'K', number(PROTOCOL_PID), number(1));
        send(out, 'Z', new byte[] {'I'});
        while (true) {
            answerMessage(in, out);
        }
    }

    private String value(String setting) {
        return switch (setting) {
            case "server_version" -> row.get(1);
            case "client_encoding" -> "UTF8";
            case "DateStyle" -> "ISO, MDY";
            default -> "UTC";
        };
    }

    private void answerMessage(DataInputStream in, DataOutputStream out) throws IOException {
        int type = in.readUnsignedByte();
        byte[] body = in.readNBytes(in.readInt() - 4);
        switch (type) {
            case 'P' -> send(out, '1');
            case 'B' -> send(out, '2');
            case 'D' -> {
                if (body[0] == 'S') {
                    send(out, 't', shorts(2), number(TEXT), number(TEXT));
                }
                send(out, 'T', shorts(row.size()), columns());
            }
            case 'E' -> {
                send(out, 'D', shorts(row.size()), values());
                send(out, 'C', text("SELECT 1"));
            }
            case 'S' -> send(out, 'Z', new byte[] {'I'});
            case 'X' -> throw new IOException("the client said goodbye");
            default -> {}
        }
    }

    private byte[] columns() {
        return bytes(out -> {
            for (int column = 0; column < row.size(); column++) {
                out.write(text("c" + column));
                out.write(number(0));
                out.write(shorts(0));
                out.write(number(
                        column == 0
                                ? INTEGER
                                : column == 5 || column == 6 ? BOOLEAN : column == 9 ? TEXT_ARRAY : TEXT));
                out.write(shorts(-1));
                out.write(number(-1));
                out.write(shorts(0));
            }
        });
    }

    private byte[] values() {
        return bytes(out -> {
            for (String value : row) {
                byte[] content = value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(content.length);
                out.write(content);
            }
        });
    }

    private static void send(DataOutputStream out, char type, byte[]... parts) throws IOException {
        int length = 4;
        for (byte[] part : parts) {
            length += part.length;
        }
        out.write(type);
        out.writeInt(length);
        for (byte[] part : parts) {
            out.write(part);
        }
        out.flush();
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int value) {
        return bytes(out -> out.writeInt(value));
    }

    private static byte[] shorts(int value) {
        return bytes(out -> out.writeShort(value));
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
