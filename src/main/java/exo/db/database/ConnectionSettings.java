package exo.db.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a command wants to be connected.
 *
 * @param schema the schema to work in; null for the first one on the connection's search path that exists
 * @param application what the server shows of us, such as {@code exo-db-cli/migrate}
 * @param patience how long to try again while the server is not there, starts up or is full; zero for one attempt
 */
public record ConnectionSettings(
        ConnectionTarget target, @Nullable String schema, String application, Duration patience) {}
