package exo.db.testing;

import java.io.IOException;
import java.sql.SQLException;

/** What {@link PostgresExtension} is to a test, for the tries of a property: each has an empty database of its own. */
public final class PostgresTries {
    private PostgresTries() {}

    /** What is tried. */
    public interface Try {
        void on(TestDatabase database) throws SQLException, IOException;
    }

    /** Fails as the try does, or when it left a connection or an advisory lock; the database is dropped in any case. */
    public static void run(Try attempt) throws SQLException, IOException {
        run(PostgresServer.shared(), attempt);
    }

    /** The same on a server of the test's own, which may be restarted meanwhile. */
    public static void run(OwnServer server, Try attempt) throws SQLException, IOException {
        run(PostgresServer.of(server), attempt);
    }

    private static void run(PostgresServer server, Try attempt) throws SQLException, IOException {
        try (TestDatabases databases = new TestDatabases(server)) {
            attempt.on(databases.first());
        }
    }
}
