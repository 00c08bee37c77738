package exo.db.database;

import exo.db.dsn.ResolvedConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server on which a database may be made for once; sessions in it and in the one that was named. */
public final class ScratchServer {
    private final Database database;
    private final ResolvedConnection connection;
    private final String application;

    /** Starts the embedded server where that is the target. */
    public ScratchServer(Database database, ConnectionTarget target, String application) {
        this.database = database;
        this.connection = database.resolve(target);
        this.application = application;
    }

    /** A session in the database that was named. */
    public Session control() {
        return open(connection, null);
    }

    /**
     * A session in another database of this server.
     *
     * @param schema to work in; null for the connection's own
     */
    public Session in(String name, @Nullable String schema) {
        return open(connection.inDatabase(name), schema);
    }

    private Session open(ResolvedConnection where, @Nullable String schema) {
        return database.open(
                new ConnectionSettings(new ConnectionTarget.Server(where), schema, application, Duration.ZERO));
    }
}
