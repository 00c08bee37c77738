package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One schema is worked in, and nobody else's. */
@ExtendWith(PostgresExtension.class)
final class WhereIT {
    private final TestDatabase database;
    private final MigrateStage stage;

    WhereIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @Test
    void refusesToMakeASecondSetBesideTablesFurtherDownTheSearchPath() throws SQLException {
        stage.migrate();
        stage.execute("create schema app; alter database " + database.name() + " set search_path = app, public");

        CommandRun byPath = stage.migrate("--output", "json");
        CommandRun other = stage.migrate("--schema", "public");

        assertThat(byPath.code()).isEqualTo(14);
        assertThat(byPath.err()).contains("\"id\":\"schema.elsewhere\"").contains("--schema 'public'");
        assertThat(relations("app")).isEqualTo("0");
        assertThat(other.out()).as(other.err()).startsWith("nothing to do");
    }

    @Test
    void takesASchemaThatIsNamedForMeant() throws SQLException {
        stage.migrate();
        stage.execute("create schema app; alter database " + database.name() + " set search_path = app, public");

        CommandRun run = stage.migrate("--schema", "app");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("migrated");
    }

    @Test
    void worksInASchemaOfAnOddName() throws SQLException {
        stage.execute("create schema \"Exo's \"\"own\"\" schema\"");

        CommandRun first = stage.migrate("--schema", "Exo's \"own\" schema");
        CommandRun second = stage.migrate("--schema", "Exo's \"own\" schema");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.out()).as(second.err()).startsWith("nothing to do");
    }

    @Test
    void saysHowToMakeASchemaThatIsNotThere() throws SQLException {
        CommandRun run = stage.migrate("--schema", "app");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err()).contains("create schema \"app\" authorization \"" + database.user() + "\"");
        assertThat(stage.value("select count(*) from pg_namespace where nspname = 'app'"))
                .isEqualTo("0");
    }

    @Test
    void refusesTheTablesOfAWebFramework() throws SQLException {
        stage.execute("""
                create table users (id bigint generated always as identity primary key, email text, password text);
                create table sessions (sid varchar primary key, sess json not null, expire timestamp(6) not null);
                create table roles (name text primary key);
                """);
        String before = relations("public");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.err()).contains("\"id\":\"schema.foreign\"").contains("users, roles, sessions");
        assertThat(relations("public")).isEqualTo(before);
    }

    @Test
    void refusesUsersThatHaveARandomKeyTooButNothingOfExos() throws SQLException {
        stage.execute("create table users (id uuid primary key, username text not null, password text not null)");

        CommandRun run = stage.migrate();

        assertThat(run.code()).isEqualTo(13);
        assertThat(relations("public")).isEqualTo("2");
    }

    private String relations(String schema) throws SQLException {
        return stage.value("select count(*) from pg_class where relnamespace = '" + schema + "'::regnamespace");
    }
}
