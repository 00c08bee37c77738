package exo.db.database;

import exo.db.database.ServerAnswer.Outcome;
import exo.db.database.ServerAnswer.Verdict;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks every server of a connection for itself, also those that a command would never come to. */
final class ServerProbe {
    /** Odd, so that there is one in the middle; few, since the server may be far away. */
    private static final int ROUND_TRIPS = 5;

    private final Connector connector;
    private final Timing timing;

    /** @param connector with its servers in the order in which they are tried */
    ServerProbe(Connector connector) {
        this.connector = connector;
        this.timing = connector.timing();
    }

    /**
     * The server that a command would work on.
     *
     * @throws ConnectionFailed with the answer of every server that was tried
     */
    static ServerAddress used(Connector connector) {
        return ServerWalk.first(connector.connection(), (server, wanted) -> {
            connector.on(server, wanted).close();
            return server;
        });
    }

    /** @param used the server that a command would work on; null where there is none */
    List<ServerAnswer> answers(@Nullable ServerAddress used) {
        List<ServerAnswer> answers = new ArrayList<>();
        List<ServerAddress> servers = connector.connection().servers();
        int first = used == null ? -1 : servers.indexOf(used);
        for (int index = 0; index < servers.size(); index++) {
            answers.add(answer(servers.get(index), index == first));
        }
        return answers;
    }

    private ServerAnswer answer(ServerAddress server, boolean isUsed) {
        AtomicReference<@Nullable X509Certificate> shown = new AtomicReference<>();
        Outcome outcome = outcome(connector.shownTo(shown::set), server, isUsed);
        X509Certificate certificate = shown.get();
        return new ServerAnswer(
                server, addresses(server), certificate == null ? null : ServerCertificate.of(certificate), outcome);
    }

    private Outcome outcome(Connector watched, ServerAddress server, boolean isUsed) {
        try (Session session = watched.on(server, TargetSession.ANY)) {
            ServerFacts facts = session.server();
            Verdict verdict = isUsed ? Verdict.USED : verdict(facts);
            return new Outcome.Reached(facts, tlsVersion(session), roundTrip(session), verdict);
        } catch (ConnectionFailed e) {
            return new Outcome.Failed(e);
        } catch (SQLException e) {
            return new Outcome.Failed(watched.failure(e, server));
        }
    }

    private Verdict verdict(ServerFacts facts) {
        boolean suits = Connector.suits(facts, connector.connection().session().targetSession());
        return suits ? Verdict.SPARE : Verdict.UNWANTED;
    }

    private static @Nullable String tlsVersion(Session session) throws SQLException {
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row =
                        statement.executeQuery("select version from pg_stat_ssl where pid = pg_backend_pid()")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private Duration roundTrip(Session session) throws SQLException {
        List<Duration> times = new ArrayList<>();
        try (Statement statement = session.jdbc().createStatement()) {
            for (int trip = 0; trip < ROUND_TRIPS; trip++) {
                long start = timing.nanoTime().getAsLong();
                statement.execute("select 1");
                times.add(timing.since(start));
            }
        }
        return times.stream().sorted().toList().get(ROUND_TRIPS / 2);
    }

    /** A Unix-domain socket has none, and its name is all that there is to know of where it is. */
    private static List<String> addresses(ServerAddress server) {
        if (server.isSocket()) {
            return List.of();
        }
        try {
            return Stream.of(InetAddress.getAllByName(server.address()))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
