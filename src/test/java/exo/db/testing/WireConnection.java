package exo.db.testing;

import exo.db.testing.WireProxy.Ambush;
import exo.db.testing.WireProxy.Verdict;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to the server through a {@link WireProxy}: a thread for either direction, which hands on message by
 * message.
 */
final class WireConnection {
    /** Requests that come in place of a startup packet: TLS, GSS encryption, and one to cancel a statement. */
    private static final int TLS_REQUEST = 80877103;

    private static final int GSS_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;

    private final WireProxy proxy;
    private final Socket client;
    private final Socket server;
    private final Duration delay;

    /** Falls when the batch that it is part of has been sent. */
    private final AtomicReference<@Nullable Ambush> sent = new AtomicReference<>();

    /** Falls when the server next is ready; what it says is kept back until then. */
    private final AtomicReference<@Nullable Ambush> answered = new AtomicReference<>();

    private volatile int backend;

    WireConnection(WireProxy proxy, Socket client, Socket server, Duration delay) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.delay = delay;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start(Runnable ended) {
        Thread.ofVirtual().start(() -> run(this::requests));
        Thread.ofVirtual().start(() -> {
            run(this::answers);
            ended.run();
        });
    }

    /** Ends it on both sides, whatever is on its way. */
    void cut() {
        abandon(client);
        abandon(server);
    }

    private static void abandon(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }

    private void run(Direction direction) {
        try {
            direction.run();
        } catch (IOException over) {
            cut();
        }
    }

    /** From the client to the server. */
    private void requests() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        try (OutputStream line = DelayLine.to(server, delay);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(line))) {
            // TCP's handshake, which a client waits for before it says a word.
            DelayLine.rest(delay.multipliedBy(2));
            startUp(in, out);
            while (true) {
                request(Message.read(in), out);
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (EOFException goodbye) {
            // What the client said is on its way, and the line closes behind it.
        }
    }

    private void request(Message message, DataOutputStream out) throws IOException {
        Ambush met = message.isStatement() ? proxy.meet() : null;
        if (met != null) {
            switch (met.moment()) {
                case BEFORE -> {
                    out.flush();
                    strike(met);
                }
                case DURING -> sent.set(met);
                case AFTER -> answered.set(met);
            }
        }
        message.write(out);
        if (message.asksForAnswer()) {
            proxy.countRoundTrip();
            out.flush();
            strikeOnce(sent);
        }
    }

    private void startUp(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            byte[] packet = new byte[in.readInt() - 2 * Integer.BYTES];
            int code = in.readInt();
            in.readFully(packet);
            if (code == TLS_REQUEST || code == GSS_REQUEST) {
                client.getOutputStream().write('N');
                continue;
            }
            out.writeInt(packet.length + 2 * Integer.BYTES);
            out.writeInt(code);
            out.write(packet);
            out.flush();
            if (code != CANCEL_REQUEST) {
                proxy.countRoundTrip();
            }
            return;
        }
    }

    /** From the server to the client. */
    private void answers() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        try (OutputStream line = DelayLine.to(client, delay);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(line, 1 << 20))) {
            while (true) {
                Message message = Message.read(in);
                if (message.isBackendKey()) {
                    backend = message.number();
                }
                message.write(out);
                if (message.isReady()) {
                    strikeOnce(answered);
                }
                if (in.available() == 0 && answered.get() == null) {
                    out.flush();
                }
            }
        } catch (EOFException goodbye) {
            // As above.
        }
    }

    private void strikeOnce(AtomicReference<@Nullable Ambush> ambush) throws IOException {
        Ambush waiting = ambush.getAndSet(null);
        if (waiting != null) {
            strike(waiting);
        }
    }

    private void strike(Ambush ambush) throws IOException {
        if (ambush.fault().strike(backend) == Verdict.CUT) {
            cut();
            throw new IOException("cut by the test");
        }
    }

    /** One of the two ways. */
    @FunctionalInterface
    private interface Direction {
        void run() throws IOException;
    }

    /** A message of the protocol's third version: a type, and a length that counts itself. */
    private static final class Message {
        private final int type;
        private final byte[] body;

        private Message(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        static Message read(DataInputStream in) throws IOException {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return new Message(type, body);
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        }

        /** Of the client: a Query or an Execute. */
        boolean isStatement() {
            return type == 'Q' || type == 'E';
        }

        /** Of the client: a Query, a Sync, a Flush, a function call, or its part of a login. */
        boolean asksForAnswer() {
            return "QSHFp".indexOf(type) >= 0;
        }

        /** Of the server. */
        boolean isReady() {
            return type == 'Z';
        }

        /** Of the server: who serves this connection. */
        boolean isBackendKey() {
            return type == 'K';
        }

        /** The body's first four bytes. */
        int number() {
            return ByteBuffer.wrap(body).getInt();
        }
    }
}
