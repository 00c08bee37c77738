package exo.db.testing;

import exo.db.testing.WireProxy.Ambush;
import exo.db.testing.WireProxy.Fault;
import exo.db.testing.WireProxy.Verdict;
import exo.db.testing.WireProxy.Victim;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
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
    private final AtomicReference<@Nullable Blow> sent = new AtomicReference<>();

    /** Falls when the server next is ready; what it says is kept back until then. */
    private final AtomicReference<@Nullable Blow> answered = new AtomicReference<>();

    private final Conversation conversation = new Conversation();
    private volatile int backend;

    /** What a client sends at once is one packet, which arrives or does not. */
    private boolean isBetweenTurns = true;

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
        if (conversation.hears(message)) {
            Ambush met = proxy.meet(conversation.statement());
            if (met != null) {
                lieInWait(met, out);
            }
        }
        if (isBetweenTurns) {
            proxy.awaitNetwork();
        }
        message.write(out);
        isBetweenTurns = message.endsTurn();
        if (isBetweenTurns) {
            proxy.endTurn(conversation.endTurn());
            out.flush();
            strikeOnce(sent);
        }
    }

    private void lieInWait(Ambush ambush, DataOutputStream out) throws IOException {
        Blow blow = new Blow(ambush.fault(), new Victim(backend, conversation.statement()));
        switch (ambush.moment()) {
            case BEFORE -> {
                out.flush();
                strike(blow);
            }
            case DURING -> sent.set(blow);
            case AFTER -> answered.set(blow);
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
                proxy.endTurn(List.of());
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
                proxy.awaitNetwork();
                proxy.shown(message).write(out);
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

    private void strikeOnce(AtomicReference<@Nullable Blow> waiting) throws IOException {
        Blow blow = waiting.getAndSet(null);
        if (blow != null) {
            strike(blow);
        }
    }

    private void strike(Blow blow) throws IOException {
        if (blow.fault().strike(blow.victim()) == Verdict.CUT) {
            cut();
            throw new IOException("cut by the test");
        }
    }

    /** A fault that has met its statement. */
    private record Blow(Fault fault, Victim victim) {}

    /** One of the two ways. */
    @FunctionalInterface
    private interface Direction {
        void run() throws IOException;
    }
}
