package exo.db.dsn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the connection beside where it goes and how it is encrypted.
 *
 * @param applicationName null leaves the choice to the caller; empty means that none is wanted
 * @param options command-line options for the server's process; may be empty
 * @param keepAlive null when TCP shall not ask whether the other side is still there
 * @param connectTimeout for each server, including the login; null waits for ever
 */
public record SessionSettings(
        @Nullable String applicationName,
        String options,
        TargetSession targetSession,
        LoadBalance loadBalance,
        @Nullable KeepAlive keepAlive,
        @Nullable Duration connectTimeout,
        Demands demands) {
    /**
     * How TCP asks now and then whether the other side is still there; what is zero is left to the system.
     *
     * @param idleSeconds of silence before the first question
     * @param intervalSeconds between questions that are not answered
     * @param count of such questions before the connection is given up
     */
    public record KeepAlive(int idleSeconds, int intervalSeconds, int count) {}

    /**
     * What the server must be or do before it is believed.
     *
     * @param authentication the ways to log in that it may ask for, as {@code require_auth} lists them; null for any
     * @param peer the system's user that must run it, asked of Unix-domain sockets only; null for any
     */
    public record Demands(
            @Nullable String authentication, @Nullable String peer) {}

    /** With a server given up no later than after the limit, in whole seconds and not fewer than libpq would take. */
    SessionSettings within(Duration limit) {
        Duration least = Duration.ofSeconds(SessionReader.LEAST_TIMEOUT_SECONDS);
        Duration longest = limit.compareTo(least) < 0 ? least : limit;
        boolean isWithin = connectTimeout != null && connectTimeout.compareTo(longest) <= 0;
        return isWithin
                ? this
                : new SessionSettings(
                        applicationName, options, targetSession, loadBalance, keepAlive, longest, demands);
    }
}
