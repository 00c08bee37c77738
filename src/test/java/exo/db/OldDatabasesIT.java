package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.CatalogListing;
import exo.db.testing.Contents;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that others made: everything that can be done is done, and what is left out is said each time. */
@ExtendWith(PostgresExtension.class)
final class OldDatabasesIT {
    private static final Pattern PENDING = Pattern.compile("\\{\"id\":\"([a-z.-]+)\",\"what\"");

    /** What GORM may have made otherwise: these columns' nullability and default. */
    private static final Pattern TOLERATED =
            Pattern.compile("[-+]\\w+( leaf)?\\.((created|updated)_at timestamp|\\w+ jsonb).*");

    /** A check on a varchar keeps its casts when the column becomes text; it is the same check. */
    private static final Map<OldDatabase, List<String>> OTHERWISE_SPELLED = Map.of(
            OldDatabase.BEFORE_ENCRYPTION,
            List.of(
                    "-users: CHECK ((status = ANY (ARRAY['active'::text, 'invited'::text, 'suspended'::text])))",
                    "+users: CHECK ((status = ANY (ARRAY[('active'::character varying)::text,"
                            + " ('invited'::character varying)::text, ('suspended'::character varying)::text])))"));

    private final TestDatabase database;
    private final MigrateStage stage;

    OldDatabasesIT(TestDatabase database) {
        this.database = database;
        stage = new MigrateStage(database);
    }

    @ParameterizedTest
    @EnumSource
    void doesWhatItCanAtOnceAndKeepsToThat(OldDatabase old) throws SQLException, IOException {
        old.make(stage);

        CommandRun first = stage.migrate("--output", "json");
        CommandRun second = stage.migrate("--output", "json");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(pending(first)).isEqualTo(old.pending());
        assertThat(second.out()).startsWith("{\"outcome\":\"nothing-to-do\",\"steps\":[]");
        assertThat(pending(second)).isEqualTo(old.pending());
        assertThat(stage.isComplete()).isEqualTo(old.pending().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void losesNoRowAndChangesNoText(OldDatabase old) throws SQLException, IOException {
        old.make(stage);
        Contents before = Contents.of(database);

        stage.migrate();

        assertThat(before.missingIn(database)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_ENCRYPTION", "PLAIN_EVENTS"})
    void reachesTheSameCatalogAsFromEmptyOnceThePersonHasDecided(OldDatabase old) throws SQLException, IOException {
        old.make(stage);
        stage.migrate();
        old.mend(stage);

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(pending(run)).isEmpty();
        assertThat(stage.isComplete()).isTrue();
        assertThat(differenceFromEmpty()).isEqualTo(OTHERWISE_SPELLED.getOrDefault(old, List.of()));
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }

    @Test
    void namesTheRowsThatStandInTheWay() throws SQLException, IOException {
        OldDatabase.BEFORE_ENCRYPTION.make(stage);

        CommandRun run = stage.migrate();

        assertThat(run.err())
                .contains("20000000-0000-0000-0000-00000000000a", "20000000-0000-0000-0000-00000000000b")
                .contains("20000000-0000-0000-0000-00000000000c")
                .contains("20000000-0000-0000-0000-00000000000d");
    }

    @Test
    void leavesGormWhatIsGorms() throws SQLException, IOException {
        OldDatabase.GORM.make(stage);

        stage.migrate();

        assertThat(differenceFromEmpty())
                .filteredOn(line -> !TOLERATED.matcher(line).matches())
                .containsExactly(
                        "-deployment_tokens: FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE",
                        "-maintenance_runs.id bigint not null identity",
                        "-runtime_statuses.observed_at timestamp with time zone not null default now()",
                        "-tool_statuses.observed_at timestamp with time zone not null default now()",
                        "+deployment_tokens: FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE (2 times)",
                        "+maintenance_runs.id bigint not null default nextval('maintenance_runs_id_seq'::regclass)",
                        "+oauth_apps: UNIQUE (client_id)",
                        "+runtime_statuses.observed_at timestamp with time zone not null default CURRENT_TIMESTAMP",
                        "+tool_statuses.observed_at timestamp with time zone not null default CURRENT_TIMESTAMP",
                        "+users.legacy_flags bigint");
    }

    @Test
    void leavesPlainEventTablesInUse() throws SQLException, IOException {
        OldDatabase.PLAIN_EVENTS.make(stage);

        stage.migrate();

        assertThat(differenceFromEmpty()).allMatch(line -> line.matches("[-+](session|audit)_events( leaf)?[.:].*"));
        assertThat(stage.value("select payload from session_events where seq = 1"))
                .isEqualTo("{\"text\": \"line 1\"}");
    }

    @Test
    void remembersWhenColumnsBecameText() throws SQLException, IOException {
        OldDatabase.BEFORE_ENCRYPTION.make(stage);

        stage.migrate();

        assertThat(
                        stage.value(
                                "select string_agg(k, ' ' order by k) from schema_state, jsonb_object_keys(sealed_columns -> 'text_since') k"))
                .isEqualTo("session_events.payload tool_permissions.policy tool_statuses.config tool_statuses.status");
    }

    private List<String> differenceFromEmpty() throws SQLException {
        TestDatabase fresh = database.another();
        new MigrateStage(fresh).migrate();
        return CatalogListing.difference(CatalogListing.of(fresh), CatalogListing.of(database));
    }

    private static List<String> pending(CommandRun run) {
        return PENDING.matcher(run.out())
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }
}
