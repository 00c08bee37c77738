package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The one page on how everything stands. */
@ExtendWith(PostgresExtension.class)
final class StatusIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";

    private String dsn = "";

    @BeforeEach
    void remember(TestDatabase database) {
        dsn = database.dsn();
    }

    @Test
    void statusOfAnEmptyDatabaseSaysToMigrate() {
        CommandRun status = run("status");

        assertThat(status.err()).isEmpty();
        assertThat(status.code()).isZero();
        assertThat(status.out())
                .contains("schema      empty, version none (this release: 1), not as declared\n")
                .contains("keyring     none; a key is given (")
                .contains("retention   no settings yet\n")
                .endsWith("next: the database is empty: exo-db-cli migrate\n");
    }

    @Test
    void statusOfAMigratedDatabaseShowsEachPart() {
        migrated();
        run("serve-maintenance", "--once", "--task", "health");

        CommandRun status = run("status");

        assertThat(status.out())
                .startsWith("connection  PostgreSQL 16")
                .contains("schema      current, version 1 (this release: 1), as declared\n")
                .containsPattern("keyring     [0-9a-f]{8} active, \\d+ s old; the key given fits\n")
                .containsPattern("\n {12}root key [0-9a-f]{16}, escrow never proved\n")
                .contains("partitions  audit_events: 6 months ahead, default empty\n")
                .contains("\n            session_events: 6 months ahead, default empty\n")
                .contains("retention   90 days by default; 0 deployments, 0 with a window of their own, 0 on hold\n")
                .contains("recordings  0 files, 0 B; never looked after by a daemon\n")
                .contains("next: no copy of the root key was ever proved: exo-db-cli bootstrap-keyring escrow-check")
                .contains("maintenance/health  ")
                .doesNotContain("no daemon has worked");
    }

    @Test
    void statusWithoutAKeyOrWithAnotherSaysSoAndDoesNotFail(TestDatabase database) {
        migrated();
        dsn = database.readOnlyRole().dsn();

        CommandRun without = CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), "status");
        CommandRun other = CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", OTHER_KEY), "status");

        assertThat(without.code()).isZero();
        assertThat(without.out()).contains("; no key given to compare with\n");
        assertThat(other.code()).isZero();
        assertThat(other.out())
                .contains("; the key given is another one (")
                .contains("next: the key at hand is not the keyring's: set EXO_ENCRYPTION_KEY to the right one\n");
    }

    @Test
    void statusAsJsonHasEveryPart() {
        migrated();

        assertThat(run("status", "--output", "json").out())
                .startsWith("{\"now\":\"")
                .contains("\"connection\":{\"version\":\"16", "\"schema\":{\"state\":\"current\",\"version\":1,")
                .contains("\"keyring\":{\"fit\":\"fits\"", "\"partitions\":{\"tables\":[{\"table\":\"audit_events\"")
                .contains("\"retention\":{\"default_retention_days\":90,", "\"runs\":[{\"command\":\"migrate\"");
    }

    @Test
    void statusTellsWhatMigrateWouldDoWhatStandsInItsWayAndWhatIsBesideTheDeclaration(TestDatabase database) {
        migrated();
        execute("drop index idx_users_email_lower; drop index idx_sessions_open;"
                + " insert into tenants (id, name, slug) values (gen_random_uuid(), 'a', 'a');"
                + " insert into users (tenant_id, email) select id, unnest(array['a@b', 'A@b']) from tenants;"
                + " create index by_reason on retention_holds (reason);"
                + " create table invoices (id int); create view overdue as select 1");
        dsn = database.readOnlyRole().dsn();

        CommandRun text = run("status");
        CommandRun json = run("status", "--output", "json");

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("schema      pending, version 1 (this release: 1), not as declared\n")
                .contains("migrate would make 1 change: create index idx_sessions_open on public.sessions\n")
                .contains("left out: email.duplicate  public.users holds the same e-mail address")
                .contains("not as declared and left as it is: 3 (index by_reason on public.retention_holds")
                .contains("; table public.invoices is not declared; view public.overdue is not declared)")
                .contains("not possible here: privilege.owner  ")
                .contains("next: migrate is not possible here: ");
        assertThat(json.out())
                .contains("\"changes\":[\"create index idx_sessions_open on public.sessions\"]")
                .contains("\"left_out\":[{\"id\":\"email.duplicate\"")
                .contains("\"drift\":[{\"id\":\"drift.index\",\"kind\":\"undeclared\"")
                .contains(
                        "{\"id\":\"drift.table\",\"kind\":\"undeclared\",\"what\":\"table public.invoices is not declared\"");
    }

    @Test
    void statusTellsWhoLeftAStepUndoneAndForgetsItOnceItIsDone() {
        migrated();
        execute("drop index idx_sessions_open;"
                + " insert into migration_steps (schema_version, step, sql_hash, state, runner) values"
                + " (1, 'create index idx_sessions_open on public.sessions', 'a', 'intent', 'pod-1/7'),"
                + " (1, 'create index idx_gone on public.sessions', 'b', 'failed', 'pod-1/7')");

        CommandRun before = run("status");
        CommandRun json = run("status", "--output", "json");
        run("migrate");
        CommandRun after = run("status");

        assertThat(before.out())
                .contains("abandoned: create index idx_sessions_open on public.sessions, begun by pod-1/7 at ")
                .contains("next: pod-1/7 did not finish: create index idx_sessions_open on public.sessions:"
                        + " exo-db-cli migrate\n")
                .doesNotContain("idx_gone");
        assertThat(json.out())
                .contains("\"unfinished_steps\":[{\"step\":\"create index idx_sessions_open on public.sessions\","
                        + "\"state\":\"abandoned\",\"runner\":\"pod-1/7\"");
        assertThat(after.out()).doesNotContain("pod-1/7");
    }

    @Test
    void statusTakesTheStepOfARunThatStillHoldsTheLockForUnderWay() {
        migrated();
        try (Session migrating = TestSessions.open(dsn)) {
            migrating
                    .sql()
                    .execute("select pg_advisory_lock(" + AdvisoryLock.key("public", "schema") + ");"
                            + " insert into migration_steps (schema_version, step, sql_hash, state, runner)"
                            + " values (1, 'create index x', 'a', 'intent', 'pod-1/7')");

            assertThat(run("status").out())
                    .contains("running: create index x, begun by pod-1/7 at ")
                    .doesNotContain("did not finish");
        }
    }

    @Test
    void statusSaysWhatEndedARunAndKeepsTheLastMigrateInSight() {
        migrated();
        execute("insert into maintenance_runs (command, trigger, outcome, finished_at, report)"
                + " select 'maintenance/drop', 'schedule', 'failed', now(),"
                + " '{\"what\": \"step 1 of 2 failed\", \"why\": \"disk full\"}'::jsonb"
                + " from generate_series(1, 9)");

        assertThat(run("status").out())
                .contains("failed: step 1 of 2 failed: disk full\n")
                .containsPattern("migrate  +\\d+ s  +\\d+ ms  +boot  +ok\n");
    }

    @Test
    void statusSaysWhenTheCopyOfTheRootKeyGotOldAndThatAChangeOfItIsOpen() {
        migrated();
        execute("update encryption_keys set escrow_verified_at = now() - interval '91 days',"
                + " next_root_key_fingerprint = 'ffffffffffffffff'");

        CommandRun status = run("status");

        assertThat(status.out())
                .contains("escrow proved 91 d ago\n")
                .contains("root key ffffffffffffffff opens it as well until rewrap --finish or --abort\n")
                .contains("next: the change to root key ffffffffffffffff is not finished: exo-db-cli bootstrap-keyring"
                        + " rewrap --finish\n")
                .contains("next: the copy of the root key was last proved 91 days ago: exo-db-cli");
    }

    @Test
    void statusCountsTheRecordingsThatSessionsHave() {
        migrated();
        execute("insert into tenants (id, name, slug) values (gen_random_uuid(), 'a', 'a');"
                + " insert into deployments (tenant_id, name) select id, 'prod' from tenants;"
                + " insert into sessions (tenant_id, deployment_id, kind, cast_path, cast_bytes)"
                + " select tenant_id, id, 'run', 'a/' || number, 1024 from deployments, generate_series(1, 3) number");

        assertThat(run("status").out()).contains("recordings  3 files, 3.0 KiB; ");
        assertThat(run("status", "--output", "json").out())
                .contains("\"recordings\":{\"files\":3,\"bytes\":3072,\"exact\":true,\"checked_at\":null}");
    }

    @Test
    void statusNamesTheOptionThatLetsMonthsGoWhichABootDoesNotLookAtWhileSomebodyIsHeld() {
        migrated();
        execute(
                "create table a partition of session_events for values from ('2020-01-01Z') to ('2020-02-01Z');"
                        + " create table b partition of session_events for values from ('2020-02-01Z') to ('2020-03-01Z');"
                        + " create table c partition of session_events for values from ('2020-03-01Z') to ('2020-04-01Z');"
                        + " create table d partition of session_events for values from ('2020-04-01Z') to ('2020-05-01Z');"
                        + " insert into tenants (id, name, slug) values (gen_random_uuid(), 'a', 'a');"
                        + " insert into deployments (tenant_id, name) select id, 'prod' from tenants;"
                        + " insert into retention_holds (deployment_id, reason, placed_by) select id, 'r', 'w' from deployments");

        CommandRun status = run("status");

        assertThat(status.out())
                .contains("schema      current")
                .containsOnlyOnce("steps are left out: more than 3 partitions of a table")
                .contains("exo-db-cli partitions drop-expired --allow mass-drop");
    }

    @Test
    void statusOfAHealthyDatabaseFitsOnOneScreen() {
        migrated();
        run("serve-maintenance", "--once");
        execute("update encryption_keys set escrow_verified_at = now()");

        Map<String, String> environment = Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", KEY);

        assertThat(CommandRun.at("80", environment, "status").out().lines())
                .hasSizeLessThan(24)
                .allMatch(line -> line.length() <= 80);
        assertThat(CommandRun.at("60", environment, "status").out().lines())
                .hasSizeLessThan(24)
                .allMatch(line -> line.length() <= 60);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", KEY), arguments);
    }

    private void migrated() {
        assertThat(run("migrate").code()).isZero();
    }

    private void execute(String sql) {
        try (Session session = TestSessions.open(dsn)) {
            session.sql().execute(sql);
        }
    }
}
