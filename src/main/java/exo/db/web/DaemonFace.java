package exo.db.web;

import exo.db.database.Session;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.Vitals;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon shows of itself over HTTP: {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /status.json}
 * and a page for people. It listens from the start and until it is closed.
 */
public final class DaemonFace implements AutoCloseable {
    /** A probe may come from every node of a cluster. */
    private static final Duration READINESS = Duration.ofSeconds(5);

    /** What the daemon needs does not go away by itself; the idle daemon is to ask at most one query a second. */
    private static final Duration THOROUGH_READINESS = Duration.ofMinutes(1);

    /** Some twenty queries; as often as Prometheus scrapes where nobody says otherwise. */
    private static final Duration OBSERVATION = Duration.ofMinutes(1);

    private final Consumer<MaintenanceEvent> audience;
    private final @Nullable DaemonServer server;

    private DaemonFace(Consumer<MaintenanceEvent> audience, @Nullable DaemonServer server) {
        this.audience = audience;
        this.server = server;
    }

    /** One that nobody sees. */
    public static DaemonFace hidden() {
        return new DaemonFace(event -> {}, null);
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
     * @throws ListenRefused when the address cannot be had
     */
    public static DaemonFace open(InetSocketAddress address, Subject subject, Vitals vitals, LongSupplier nanoTime) {
        Observer<Observation> observer = new Observer<>(subject.sessions(), subject.look(), OBSERVATION, nanoTime);
        NowAndThen<Session> ready = new NowAndThen<>(subject.readiness(), THOROUGH_READINESS, nanoTime);
        Observer<Boolean> readiness = new Observer<>(subject.sessions(), ready, READINESS, nanoTime);
        Metrics metrics = new Metrics(subject.version(), vitals, observer);
        Routes routes = new Routes(subject.holder(), vitals, readiness, observer, metrics);
        return new DaemonFace(metrics::note, DaemonServer.start(address, routes));
    }

    /** Takes note of what the daemon tells. */
    public void note(MaintenanceEvent event) {
        audience.accept(event);
    }

    /** Where it can be reached, with the port that was chosen where none was named; nowhere where it is hidden. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(DaemonServer::address);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
