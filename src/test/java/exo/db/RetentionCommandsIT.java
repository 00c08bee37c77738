package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
final class RetentionCommandsIT {
    private static final String TENANT = "00000000-0000-0000-0000-0000000000aa";
    private static final String ONE = "00000000-0000-0000-0000-000000000001";

    @TempDir
    private Path casts;

    private String dsn = "";
    private Session session;

    @BeforeEach
    void prepare(TestDatabase database) {
        dsn = database.dsn();
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        for (String statement : new String[] {
            "insert into maintenance_settings default values on conflict do nothing",
            "create table session_events_default partition of session_events default",
            "create table audit_events_default partition of audit_events default",
            "insert into tenants (id, name, slug) values ('" + TENANT + "', 'Acme', 'acme')",
            "insert into deployments (id, tenant_id, name) values ('" + ONE + "', '" + TENANT + "', 'prod')",
            "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at) values"
                    + " (gen_random_uuid(), '" + TENANT + "', '" + ONE + "', 1, 'output', now() - interval '45 days'),"
                    + " (gen_random_uuid(), '" + TENANT + "', '" + ONE + "', 2, 'output', now() - interval '5 days')"
        }) {
            session.sql().execute(statement);
        }
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void setGivesTheDocumentedJsonAndNothingOnStandardError() {
        String at = session.sql()
                .fetchSingle("select to_char(min(created_at), 'YYYY-MM-DD\"T\"HH24:MI:SS') from session_events")
                .get(0, String.class);

        CommandRun run = run("retention", "set", ONE, "--days", "30", "--yes", "--output", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .matches("\\{\"deployment\":\"" + ONE + "\",\"previous_days\":90,\"days\":30,"
                        + "\"effective\":\"next run\",\"rows\":1,\"bytes\":\\d+,"
                        + "\"oldest\":\"" + at + "[.0-9]*Z\",\"newest\":\"" + at + "[.0-9]*Z\"}\n");
        assertThat(ownDays()).isEqualTo(30);
    }

    @Test
    void aShorterWindowWithoutConsentExitsWithFourteenAndChangesNothing() {
        CommandRun run = run("retention", "set", "prod", "--days", "30");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("1 event expires by it").contains("--yes");
        assertThat(ownDays()).isNull();
        assertThat(events("audit_events")).isZero();
    }

    @Test
    void aLongerWindowNeedsNoConsent() {
        CommandRun run = run("retention", "set", "prod", "--days", "365");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("the window of deployment prod (" + ONE + ") is now 365 days, was 90 days\n");
        assertThat(ownDays()).isEqualTo(365);
    }

    @Test
    void aDryRunShowsTheChangeAndDoesNotMakeIt() {
        CommandRun run = run("retention", "set", "prod", "--days", "30", "--dry-run");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("would become 30 days, was 90 days").contains("1 event expires by it");
        assertThat(ownDays()).isNull();
    }

    @Test
    void daysOutOfRangeUnknownNamesAndContradictionsAreWrongUsage() {
        assertThat(run("retention", "set", "prod", "--days", "0").code()).isEqualTo(2);
        assertThat(run("retention", "set", "prod", "--days", "3651", "--yes").code())
                .isEqualTo(2);
        assertThat(run("retention", "set", "prod", "--days", "many").code()).isEqualTo(2);
        assertThat(run("retention", "set", "prod").code()).isEqualTo(2);
        assertThat(run("retention", "set", "prod", "--default", "--days", "30").code())
                .isEqualTo(2);
        assertThat(run("retention", "set", "--days", "30").code()).isEqualTo(2);
        assertThat(run("retention").code()).isEqualTo(2);
        CommandRun unknown = run("retention", "get", "prdo");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains(ONE + " (prod, tenant acme)");
    }

    @Test
    void theDefaultIsSetAndShown() {
        assertThat(run("retention", "set", "--default", "--days", "180").code()).isZero();

        CommandRun list = run("retention", "list", "--output", "json");

        assertThat(list.out())
                .isEqualTo(
                        "{\"default_days\":180,\"audit_floor_days\":0,\"deployments\":[{\"id\":\"" + ONE
                                + "\",\"tenant\":\"" + TENANT
                                + "\",\"name\":\"prod\",\"own_days\":null,\"days\":180,\"held\":false,\"hold\":null,\"deleted_at\":null}]}\n");
    }

    @Test
    void unsetLetsTheDeploymentFollowTheDefault() {
        run("retention", "set", "prod", "--days", "30", "--yes");

        CommandRun run = run("retention", "unset", "prod");

        assertThat(run.code()).isZero();
        assertThat(ownDays()).isNull();
        assertThat(run("retention", "get", "prod").out())
                .isEqualTo("deployment prod (" + ONE + "): 90 days, the default\n");
    }

    @Test
    void enforceShowsWantsConsentDeletesAndKeepsTheProof() {
        run("retention", "set", "prod", "--days", "30", "--yes");

        CommandRun dryRun = run("retention", "enforce", "--dry-run");
        CommandRun refused = run("retention", "enforce");
        assertThat(dryRun.out()).contains("1 rows would be deleted");
        assertThat(refused.code()).isEqualTo(14);
        assertThat(events("session_events")).isEqualTo(2);

        CommandRun run = run("retention", "enforce", "--yes", "--output", "json");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("\"rows\":1").contains("\"partition\":\"session_events_default\"");
        assertThat(events("session_events")).isEqualTo(1);
        assertThat(session.sql()
                        .fetchSingle("select concat_ws(' ', command, trigger, outcome, report ->> 'rows',"
                                + " report #>> '{purged,0,deployment}') from maintenance_runs")
                        .get(0, String.class))
                .isEqualTo("retention enforce manual ok 1 " + ONE);
        assertThat(run("retention", "enforce").out()).isEqualTo("nothing to do: no row has expired\n");
    }

    @Test
    void aMonthOfATableWithoutADefaultPartitionIsShownAndInTheProofToo() {
        session.sql().execute("drop table session_events_default");
        session.sql()
                .execute("create table events_2020 partition of session_events for values from"
                        + " ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')");

        CommandRun dryRun = run("retention", "enforce", "--dry-run");
        CommandRun run = run("retention", "enforce", "--yes", "--output", "json");

        assertThat(dryRun.out()).contains("events_2020");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("events_2020");
        assertThat(session.sql()
                        .fetchSingle("select report #>> '{dropped,0,partition}' from maintenance_runs"
                                + " where command = 'retention enforce'")
                        .get(0, String.class))
                .isEqualTo("events_2020");
    }

    @Test
    void aDatabaseThatWasNeverMigratedIsNamedAsSuch(TestDatabase database) {
        dsn = database.another().dsn();

        CommandRun run = run("retention", "list");

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.err()).contains("exo-db-cli migrate");
    }

    @Test
    void aHoldIsPlacedShownAndReleasedWithConsent() {
        CommandRun hold = run("retention", "hold", "prod", "--reason", "case 117", "--by", "legal");
        run("retention", "set", "prod", "--days", "30", "--yes");
        CommandRun get = run("retention", "get", "prod");
        CommandRun enforce = run("retention", "enforce", "--yes");
        CommandRun refused = run("retention", "release", "prod");
        CommandRun released = run("retention", "release", "prod", "--yes", "--output", "json");

        assertThat(hold.code()).isZero();
        assertThat(get.out()).contains("held since ").contains(" by legal: case 117");
        assertThat(enforce.out()).contains("nothing to do");
        assertThat(refused.code()).isEqualTo(14);
        assertThat(refused.err()).contains("1 event expires by it").contains("--yes");
        assertThat(released.out()).contains("\"changed\":true").contains("\"rows\":1");
        assertThat(released.err()).isEmpty();
        assertThat(run("retention", "release", "prod").out()).contains("nothing to do");
    }

    @Test
    void aHoldWantsAReasonAndASecondOneAnotherReasonIsRefused() {
        assertThat(run("retention", "hold", "prod").code()).isEqualTo(2);
        assertThat(run("retention", "hold", "prod", "--reason", " ").code()).isEqualTo(2);
        assertThat(run("retention", "hold", "prod", "--reason", "a").code()).isZero();
        assertThat(run("retention", "hold", "prod", "--reason", "a").code()).isZero();
        assertThat(run("retention", "hold", "prod", "--reason", "b").code()).isEqualTo(14);
    }

    @Test
    void erasingWantsConsentAndSaysWhatToDoNext() {
        CommandRun dryRun = run("retention", "erase", "prod", "--dry-run");
        CommandRun refused = run("retention", "erase", "prod");

        assertThat(dryRun.out()).contains("2 rows and 0 recordings");
        assertThat(refused.code()).isEqualTo(14);
        assertThat(events("session_events")).isEqualTo(2);

        CommandRun erased = run("retention", "erase", "prod", "--yes");

        assertThat(erased.code()).isZero();
        assertThat(erased.out())
                .contains("2 rows and 0 recordings of deployment prod")
                .contains("next: the row");
        assertThat(events("session_events")).isZero();
        assertThat(run("retention", "erase", "prod").out()).contains("nothing to do");
    }

    @Test
    void onATerminalAnErasureWantsTheNameTypedAndAShorterWindowAYes() {
        assertThat(answering("y", "retention", "erase", "prod").code()).isEqualTo(14);
        assertThat(answering("n", "retention", "set", "prod", "--days", "30").code())
                .isEqualTo(14);
        assertThat(events("session_events")).isEqualTo(2);
        assertThat(ownDays()).isNull();

        assertThat(answering("y", "retention", "set", "prod", "--days", "30").code())
                .isZero();
        assertThat(answering("prod", "retention", "erase", "prod").code()).isZero();

        assertThat(ownDays()).isEqualTo(30);
        assertThat(events("session_events")).isZero();
    }

    @Test
    void theReportIsExportedAsLinesAndNothingElseIs() {
        run("retention", "set", "prod", "--days", "30", "--yes");
        run("retention", "enforce", "--yes");
        run("retention", "erase", "prod", "--yes");

        CommandRun csv = run("retention", "report", "--since", "2026-01-01", "--output", "csv");
        CommandRun json = run("retention", "report", "--since", "2026-01-01", "--output", "json");

        String[] lines = csv.out().split("\r\n", -1);
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).startsWith("why,run,command,trigger,holder,version,started_at,");
        assertThat(lines[1])
                .startsWith("expired,")
                .contains(",retention enforce,manual,")
                .contains(",session_events,session_events_default," + ONE + ",1,");
        assertThat(lines[2]).startsWith("erased,").contains(",session_events,session_events_default," + ONE + ",1,,,,");
        assertThat(lines[3]).isEmpty();
        assertThat(json.out()).contains("\"why\":\"erased\"").contains("\"outcome\":\"ok\"");
        assertThat(run("retention", "list", "--output", "csv").code()).isEqualTo(2);
        assertThat(run("retention", "report").code()).isEqualTo(2);
        assertThat(run("retention", "report", "--since", "yesterday").code()).isEqualTo(2);
        assertThat(run("retention", "report", "--since", "2026-02-01", "--until", "2026-01-01")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void pruningWantsConsent() throws IOException {
        Files.writeString(casts.resolve("old.cast"), "");
        session.sql()
                .execute("insert into sessions (tenant_id, deployment_id, kind, status, ended_at, cast_path) values ('"
                        + TENANT + "', '" + ONE + "', 'shell', 'closed', now() - interval '91 days', 'old.cast')");

        assertThat(run("recordings", "prune", "--dry-run").out()).contains("1 recordings past their window");
        assertThat(run("recordings", "prune").code()).isEqualTo(14);
        assertThat(casts.resolve("old.cast")).exists();
        assertThat(run("recordings", "prune", "--yes").code()).isZero();
        assertThat(casts.resolve("old.cast")).doesNotExist();
        assertThat(run("recordings", "prune").out()).contains("nothing to do");
    }

    @Test
    void recordingsAreListedAndChecked() throws IOException {
        Files.createFile(casts.resolve(".exo-db-cli-volume"));
        session.sql()
                .execute("insert into sessions (tenant_id, deployment_id, kind, cast_path) values ('" + TENANT + "', '"
                        + ONE + "', 'shell', 'lost.cast')");

        CommandRun list = run("recordings", "list", "--output", "json");
        CommandRun check = run("recordings", "check");

        assertThat(list.out())
                .isEqualTo("{\"deployments\":[{\"deployment\":\"" + ONE
                        + "\",\"files\":0,\"bytes\":0,\"unreadable\":1,\"oldest\":null}]}\n");
        assertThat(check.code()).isEqualTo(4);
        assertThat(check.out())
                .contains("critical recording.missing: recording lost.cast of session")
                .contains("is not there");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_CAST_STORAGE_DIR", casts.toString()), arguments);
    }

    private CommandRun answering(String answer, String... arguments) {
        return CommandRun.answering(
                answer, Map.of("EXO_DATABASE_DSN", dsn, "EXO_CAST_STORAGE_DIR", casts.toString()), arguments);
    }

    private Long ownDays() {
        return session.sql()
                .fetchSingle("select retention_days from deployments")
                .get(0, Long.class);
    }

    private long events(String table) {
        return session.sql().fetchSingle("select count(*) from " + table).get(0, Long.class);
    }
}
