package exo.db.testing;

import java.sql.SQLException;

/** What {@link PostgresExtension} is to a test, for the tries of a property: each has an empty database of its own. */
public final class PostgresTries {
    private PostgresTries() {}

    /** What is tried. */
    public interface Try {
        void on(TestDatabase database) throws SQLException;
    }

    /** Fails as the try does, or when it left a connection or an advisory lock; the database is dropped in any case. */
    public static void run(Try attempt) throws SQLException {
        try (TestDatabases databases = new TestDatabases(PostgresServer.shared())) {
            attempt.on(databases.first());
        }
    }
}
