package exo.db.web;

import exo.db.database.Session;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.Vitals;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the daemon shows of itself over HTTP: {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /status.json}
 * and a page for people. It listens from the start and until it is closed.
 */
public final class DaemonFace implements AutoCloseable {
    /** A probe may come from every node of a cluster. */
    private static final Duration READINESS = Duration.ofSeconds(5);

    /** Fresh enough for a scrape every 15 s; the idle daemon is to ask at most one query a second. */
    private static final Duration OBSERVATION = Duration.ofSeconds(30);

    private final Vitals vitals;
    private final Metrics metrics;
    private final DaemonServer server;

    private DaemonFace(Vitals vitals, Metrics metrics, DaemonServer server) {
        this.vitals = vitals;
        this.metrics = metrics;
        this.server = server;
    }

    /**
     * What is shown.
     *
     * @param version of this program
     * @param holder host and process
     * @param readiness throws where the database cannot be worked with
     * @param look reads all there is to show
     */
    public record Subject(
            String version,
            String holder,
            Supplier<Session> sessions,
            Consumer<Session> readiness,
            Function<Session, Observation> look) {}

    /**
     * Begins to answer.
     *
     * @throws exo.db.failure.ExoException {@code listen.refused} when the address cannot be had
     */
    public static DaemonFace open(InetSocketAddress address, Subject subject, LongSupplier nanoTime) {
        Vitals vitals = new Vitals(nanoTime);
        Observer<Observation> observer = new Observer<>(subject.sessions(), subject.look(), OBSERVATION, nanoTime);
        Function<Session, Boolean> ready = session -> {
            subject.readiness().accept(session);
            return Boolean.TRUE;
        };
        Observer<Boolean> readiness = new Observer<>(subject.sessions(), ready, READINESS, nanoTime);
        Metrics metrics = new Metrics(subject.version(), vitals, observer);
        Routes routes = new Routes(subject.holder(), vitals, readiness, observer, metrics);
        return new DaemonFace(vitals, metrics, DaemonServer.start(address, routes));
    }

    /** Takes note of what the daemon tells. */
    public void note(MaintenanceEvent event) {
        vitals.note(event);
        metrics.note(event);
    }

    /** Where it can be reached, with the port that was chosen where none was named. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
