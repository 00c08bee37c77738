package exo.db.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class PostgresExtensionIT {
    private final TestDatabase database;

    PostgresExtensionIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void makeTable(TestDatabase same) throws SQLException {
        execute(same, "create table item (name text)");
    }

    @Test
    void givesOneDatabaseToTheWholeTest(TestDatabase same) throws SQLException {
        execute(same, "insert into item values ('a')");

        assertThat(same.name()).isEqualTo(database.name());
    }

    @Test
    void servesPostgresSixteen() throws SQLException {
        try (Connection connection = database.connect()) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(16);
        }
    }

    @Test
    void givesASecondDatabaseThatIsEmpty() throws SQLException {
        TestDatabase second = database.another();

        assertThat(second.name()).isNotEqualTo(database.name());
        assertThatThrownBy(() -> execute(second, "select name from item")).hasMessageContaining("does not exist");
    }

    @Test
    void letsTheReadOnlyRoleReadAndNotWrite() throws SQLException {
        TestDatabase readOnly = database.readOnlyRole();

        execute(readOnly, "select name from item");

        assertThatThrownBy(() -> execute(readOnly, "insert into item values ('a')"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(readOnly, "create table mine ()")).hasMessageContaining("permission denied");
    }

    @Test
    void spellsTheConnectionStringAsAUrl() {
        ServerAddress address = new ServerAddress("db.example", 6543, "us er", "p@ss:w/rd", "exo");

        assertThat(address.url()).isEqualTo("postgres://us%20er:p%40ss%3Aw%2Frd@db.example:6543/exo");
        assertThat(ServerAddress.parse(address.url())).isEqualTo(address);
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
