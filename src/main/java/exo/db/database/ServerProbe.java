package exo.db.database;

import exo.db.database.ServerAnswer.Outcome;
import exo.db.database.ServerAnswer.Verdict;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.SslMode;
import exo.db.dsn.TargetSession;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks every server of a connection for itself, also those that a command would never come to. */
final class ServerProbe {
    /** Odd, so that there is one in the middle; few, since the server may be far away. */
    private static final int ROUND_TRIPS = 5;

    /** For a look at the certificate of a server that has just answered, where no limit is given. */
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(5);

    private final Connector connector;
    private final Timing timing;

    ServerProbe(Connector connector, Timing timing) {
        this.connector = connector;
        this.timing = timing;
    }

    /** @param used the server that a command would work on; null where there is none */
    List<ServerAnswer> answers(@Nullable ServerFacts used) {
        List<ServerAnswer> answers = new ArrayList<>();
        boolean isTaken = false;
        for (ServerAddress server : connection().servers()) {
            Outcome outcome = outcome(server, isTaken ? null : used);
            isTaken |= outcome instanceof Outcome.Reached reached && reached.verdict() == Verdict.USED;
            answers.add(new ServerAnswer(server, addresses(server), certificate(server, outcome), outcome));
        }
        return answers;
    }

    private ResolvedConnection connection() {
        return connector.connection();
    }

    private Outcome outcome(ServerAddress server, @Nullable ServerFacts used) {
        try (Session session = connector.on(server, TargetSession.ANY)) {
            ServerFacts facts = session.server();
            return new Outcome.Reached(facts, tlsVersion(session), roundTrip(session), verdict(facts, used));
        } catch (ConnectionFailed e) {
            return new Outcome.Failed(e);
        } catch (SQLException e) {
            return new Outcome.Failed(Connector.failure(e, server));
        }
    }

    private Verdict verdict(ServerFacts facts, @Nullable ServerFacts used) {
        if (used != null && facts.host().equals(used.host()) && facts.port() == used.port()) {
            return Verdict.USED;
        }
        boolean suits = Connector.suits(facts, connection().session().targetSession());
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

    private static List<String> addresses(ServerAddress server) {
        try {
            return Stream.of(InetAddress.getAllByName(server.host()))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private @Nullable ServerCertificate certificate(ServerAddress server, Outcome outcome) {
        boolean isAsked = connection().tls().mode() != SslMode.DISABLE
                && switch (outcome) {
                    case Outcome.Failed failed -> failed.failure().isAnswered();
                    case Outcome.Reached reached -> reached.tls() != null;
                };
        Duration limit = connection().session().connectTimeout();
        return isAsked
                ? ServerCertificate.shownBy(server.host(), server.port(), limit == null ? USUAL_PATIENCE : limit)
                        .orElse(null)
                : null;
    }
}
