package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Databases that others made: everything that can be done is done, and what is left out is said each time. */
@ExtendWith(PostgresExtension.class)
final class OldDatabasesIT {
    private static final Pattern PENDING = Pattern.compile("\\{\"id\":\"([a-z.-]+)\",\"what\"");

    private final MigrateStage stage;

    OldDatabasesIT(TestDatabase database) {
        stage = new MigrateStage(database);
    }

    @BeforeEach
    void startFromAWholeSchema() {
        assertThat(stage.migrate().code()).isZero();
    }

    @Test
    void takesAnOlderReleaseAsFarAsItsRowsAllowAndTheRestOfTheWayOnceTheyAreMended() throws SQLException, IOException {
        stage.run("older-release.sql");

        CommandRun first = stage.migrate("--output", "json");
        CommandRun second = stage.migrate("--output", "json");
        stage.run("older-release-mended.sql");
        CommandRun third = stage.migrate("--output", "json");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(pending(first)).containsExactlyInAnyOrder("column.nulls", "email.duplicate", "foreign-key.orphans");
        assertThat(second.out()).startsWith("{\"outcome\":\"nothing-to-do\",\"steps\":[]");
        assertThat(pending(second)).isEqualTo(pending(first));
        assertThat(pending(third)).isEmpty();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void keepsTheValuesOfConvertedColumnsAndRemembersWhenTheyChanged() throws SQLException, IOException {
        stage.run("older-release.sql");

        stage.migrate();

        assertThat(stage.value("select config || coalesce(status, '-') from tool_statuses"))
                .isEqualTo("{\"a\": 1}-");
        assertThat(
                        stage.value(
                                "select string_agg(k, ' ' order by k) from schema_state, jsonb_object_keys(sealed_columns -> 'text_since') k"))
                .isEqualTo("session_events.payload tool_permissions.policy tool_statuses.config tool_statuses.status");
    }

    @Test
    void leavesPlainEventTablesInUse() throws SQLException, IOException {
        stage.run("plain-events.sql");

        CommandRun first = stage.migrate("--output", "json");
        CommandRun second = stage.migrate("--output", "json");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(pending(first)).containsExactly("partition.plain-table", "partition.plain-table");
        assertThat(second.out()).startsWith("{\"outcome\":\"nothing-to-do\"");
        assertThat(stage.value("select payload from session_events")).isEqualTo("{\"text\": \"hello\"}");
    }

    @Test
    void livesWithWhatGormMade() throws SQLException, IOException {
        stage.run("gorm.sql");

        CommandRun first = stage.migrate("--output", "json");
        CommandRun second = stage.migrate("--output", "json");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(pending(first)).isEmpty();
        assertThat(second.out()).startsWith("{\"outcome\":\"nothing-to-do\"");
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select column_default from information_schema.columns where table_schema = 'public'"
                        + " and table_name = 'tenants' and column_name = 'settings'"))
                .isEqualTo("'{}'::jsonb");
    }

    private static List<String> pending(CommandRun run) {
        return PENDING.matcher(run.out()).results().map(found -> found.group(1)).toList();
    }
}
