package exo.db.database;

import exo.db.dsn.ServerAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one of the servers of a connection string says when it is connected to.
 *
 * @param addresses what the host's name stands for; none where it cannot be resolved
 * @param certificate what it shows where TLS is asked for, also to who is not let in; null where it shows none
 */
public record ServerAnswer(
        ServerAddress server,
        List<String> addresses,
        @Nullable ServerCertificate certificate,
        Outcome outcome) {
    public ServerAnswer {
        addresses = List.copyOf(addresses);
    }

    /** How the attempt ended. */
    public sealed interface Outcome {
        /**
         * It let us in.
         *
         * @param tls the version of TLS, as the server names it; null without encryption
         * @param roundTrip the median of a few
         */
        record Reached(ServerFacts facts, @Nullable String tls, Duration roundTrip, Verdict verdict)
                implements Outcome {}

        /** It did not, or is not there. */
        record Failed(ConnectionFailed failure) implements Outcome {}
    }

    /** What becomes of a server that lets us in. */
    public enum Verdict {
        /** A command would work on it. */
        USED,
        /** It is not what {@code target_session_attrs} asks for. */
        UNWANTED,
        /** It would do, but another one comes first. */
        SPARE
    }
}
