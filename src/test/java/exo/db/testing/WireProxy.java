package exo.db.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a PostgreSQL server: counts what passes, makes the way longer, and lets a test strike at
 * a chosen statement.
 *
 * <p>Counting starts with the startup packet. A round trip is a message after which the client has to wait: the startup
 * packet, a password, a Query, a Sync, a Flush. A statement is a Query or an Execute; those of all connections are
 * numbered together, from one. TLS is declined, so that the messages can be read.
 */
public final class WireProxy implements AutoCloseable {
    private final ServerSocket entrance;
    private final InetSocketAddress server;
    private final Duration delay;
    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<List<String>> turns = new ArrayList<>();
    private final AtomicLong statements = new AtomicLong();
    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();
    private volatile @Nullable String version;
    private boolean silent;

    private WireProxy(InetSocketAddress server, Duration delay) throws IOException {
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        this.delay = delay;
        Thread.ofVirtual().start(this::serve);
    }

    /** As near as it gets. */
    public static WireProxy to(String host, int port) throws IOException {
        return to(host, port, Duration.ZERO);
    }

    /** As far away as the delay says, which every message takes in either direction, those of TCP's handshake too. */
    public static WireProxy to(String host, int port, Duration delay) throws IOException {
        return new WireProxy(new InetSocketAddress(host, port), delay);
    }

    /** As near as it gets to the server of a test's database. */
    public static WireProxy to(TestDatabase database) throws IOException {
        return to(database.host(), database.port());
    }

    /** Tells clients from now on that the server is of this version, for programs that refuse a newer one. */
    public WireProxy claiming(String serverVersion) {
        version = serverVersion;
        return this;
    }

    /** The message as a client is to see it. */
    Message shown(Message message) {
        String claimed = version;
        return claimed != null && message.isSetting("server_version")
                ? Message.setting("server_version", claimed)
                : message;
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** Strikes once, when the statement with that number comes by; an earlier ambush that was not met is called off. */
    public void strikeAt(long statement, Moment moment, Fault fault) {
        strikeAt((number, text) -> number == statement, moment, fault);
    }

    /** Strikes once, at the first statement that is the place; an earlier ambush that was not met is called off. */
    public void strikeAt(Place place, Moment moment, Fault fault) {
        ambush.set(new Ambush(place, moment, fault));
    }

    /** From now on nothing passes in either direction, and nobody is told: a network that was cut. */
    public synchronized void fallSilent() {
        silent = true;
    }

    /** What was kept back goes on its way. */
    public synchronized void speakAgain() {
        silent = false;
        notifyAll();
    }

    /** Returns when the network is not cut. */
    synchronized void awaitNetwork() throws IOException {
        try {
            while (silent) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** The statements of each turn so far, one of which a client waited for after the other. */
    public List<List<String>> turns() {
        synchronized (turns) {
            return List.copyOf(turns);
        }
    }

    /** How many statements went by. */
    public long statements() {
        return statements.get();
    }

    /** Starts counting anew. */
    public void reset() {
        synchronized (turns) {
            turns.clear();
        }
        statements.set(0);
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        speakAgain();
        connections.forEach(WireConnection::cut);
    }

    void endTurn(List<String> statementsOfTurn) {
        synchronized (turns) {
            turns.add(List.copyOf(statementsOfTurn));
        }
    }

    /** Numbers a statement, and returns the ambush that waits for it, which is then no longer there. */
    @Nullable
    Ambush meet(String statement) {
        long number = statements.incrementAndGet();
        Ambush waiting = ambush.get();
        boolean met =
                waiting != null && waiting.place().isHere(number, statement) && ambush.compareAndSet(waiting, null);
        return met ? waiting : null;
    }

    private void serve() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                awaitNetwork();
                connect(client);
            } catch (IOException closed) {
                // The test is over, or the server is gone: the client sees that its connection ends.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            WireConnection connection =
                    new WireConnection(this, client, new Socket(server.getHostString(), server.getPort()), delay);
            connections.add(connection);
            connection.start(() -> connections.remove(connection));
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Where a strike falls. */
    @FunctionalInterface
    public interface Place {
        /** Asked of each statement in turn. */
        boolean isHere(long number, String statement);
    }

    /** When a strike falls, seen from the statement. */
    public enum Moment {
        /** The server has not heard of it; of a batch it knows what comes earlier. */
        BEFORE,
        /** The server has just been told, with the rest of its batch, and may or may not have begun. */
        DURING,
        /** The server has answered, and the client does not know yet. */
        AFTER
    }

    /** What then happens to the connection. */
    public enum Verdict {
        PASS_ON,
        CUT
    }

    /** What is done when the chosen statement comes by; the statement, or its answer, waits meanwhile. */
    @FunctionalInterface
    public interface Fault {
        /** Returns how it goes on. */
        Verdict strike(Victim victim);
    }

    /** A statement and the server's process that serves its connection. */
    public record Victim(int backend, String statement) {}

    /** A fault that waits for its statement. */
    record Ambush(Place place, Moment moment, Fault fault) {}
}
