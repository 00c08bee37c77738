package exo.db.dsn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the connection beside where it goes and how it is encrypted.
 *
 * @param applicationName null leaves the choice to the caller; empty means that none is wanted
 * @param options command-line options for the server's process; may be empty
 * @param connectTimeout for each server, including the login; null waits for ever
 */
public record SessionSettings(
        @Nullable String applicationName,
        String options,
        TargetSession targetSession,
        LoadBalance loadBalance,
        KeepAlive keepAlive,
        @Nullable Duration connectTimeout) {
    /** Whether TCP asks now and then whether the other side is still there. */
    public enum KeepAlive {
        ON,
        OFF
    }

    /** With a server given up no later than after the limit, in whole seconds and not fewer than libpq would take. */
    SessionSettings within(Duration limit) {
        Duration least = Duration.ofSeconds(SessionReader.LEAST_TIMEOUT_SECONDS);
        Duration longest = limit.compareTo(least) < 0 ? least : limit;
        boolean isWithin = connectTimeout != null && connectTimeout.compareTo(longest) <= 0;
        return isWithin
                ? this
                : new SessionSettings(applicationName, options, targetSession, loadBalance, keepAlive, longest);
    }
}
