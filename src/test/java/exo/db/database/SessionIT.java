package exo.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class SessionIT {
    @Test
    void worksInTheDatabaseThatTheConnectionStringNames(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            assertThat(session.server().database()).isEqualTo(database.name());
        }
    }

    @Test
    void worksInADatabaseWithAnAwkwardName(TestDatabase database) throws SQLException {
        String awkward = database.name() + " a/b?c&d=é+%41";
        execute(database, "create database \"" + awkward + "\" template template0");
        String dsn = database.dsn()
                .replace(
                        "/" + database.name(),
                        "/" + URLEncoder.encode(awkward, StandardCharsets.UTF_8).replace("+", "%20"));

        try (Session session = TestSessions.open(dsn)) {
            assertThat(session.server().database()).isEqualTo(awkward);
        } finally {
            execute(database, "drop database \"" + awkward + "\" with (force)");
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
