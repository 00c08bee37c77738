package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class MaintenanceCommandsIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private String dsn = "";

    @BeforeEach
    void remember(TestDatabase database) {
        dsn = database.dsn();
    }

    @Test
    void onePassRunsWhatIsDueAndASecondOneNothing() {
        migrated();

        CommandRun first = run("serve-maintenance", "--once", "--task", "health");
        CommandRun second = run("serve-maintenance", "--once", "--task", "health");

        assertThat(first.code()).isZero();
        assertThat(first.out()).isEqualTo("1 task was run\n");
        assertThat(first.err())
                .startsWith("serve-maintenance: leading (term 1)\n")
                .containsPattern("\nserve-maintenance: health ok in \\d+ ms: key and schema are right\n$");
        assertThat(second.code()).isZero();
        assertThat(second.out()).isEqualTo("nothing was due\n");
        assertThat(second.err()).isEqualTo("serve-maintenance: leading (term 2)\n");
    }

    @Test
    void onePassRunsEveryTaskOnceAndARowInTheDefaultFailsItsCheck() {
        migrated();
        execute("insert into audit_events (created_at, actor_type, action) values ('2001-01-01', 'system', 'x')");

        CommandRun pass = run("serve-maintenance", "--once");

        assertThat(pass.code()).isEqualTo(15);
        assertThat(pass.err())
                .containsSubsequence(
                        "create ok in ",
                        "default-check failed in ",
                        "audit_events has 1 row in its default partition",
                        "drop ok in ",
                        "purge ok in ",
                        ": 1 row deleted",
                        "seal ok in ",
                        "recordings ",
                        "health ok in ");
        assertThat(count("maintenance_runs where command like 'maintenance/%'")).isEqualTo(7);
        assertThat(run("status").out())
                .contains("next: the task default-check did not end well:"
                        + " exo-db-cli partitions check says why; then"
                        + " exo-db-cli serve-maintenance --once --task default-check\n");
    }

    @Test
    void aPassAsJsonIsOneValueAndLeavesStandardErrorEmpty() {
        migrated();

        CommandRun pass = run("serve-maintenance", "--once", "--task", "health", "--output", "json");

        assertThat(pass.err()).isEmpty();
        assertThat(pass.out())
                .matches("\\{\"outcome\":\"done\",\"tasks\":\\[\\{\"task\":\"health\",\"outcome\":\"ok\",\"ms\":\\d+,"
                        + "\"figures\":\"key and schema are right\","
                        + "\"report\":\\{\"key\":\"opens\",\"schema\":\"as-declared\"},\"pending\":\\[]}],"
                        + "\"left\":\\[]}\n");
    }

    @Test
    void aDryRunNamesWhatIsDueAndWritesNothing() {
        migrated();

        CommandRun dryRun = run("serve-maintenance", "--once", "--dry-run", "--task", "health");

        assertThat(dryRun.out()).isEqualTo("due now: health\n");
        assertThat(count("maintenance_leases")).isZero();
        assertThat(count("maintenance_runs where trigger = 'schedule'")).isZero();
    }

    @Test
    void aSchemaThatDriftedFailsTheHealthCheckAndThePass() {
        migrated();
        execute("drop index idx_users_email_lower");

        CommandRun pass = run("serve-maintenance", "--once", "--task", "health");

        assertThat(pass.code()).isEqualTo(15);
        assertThat(pass.err())
                .contains("health failed in ")
                .contains("warning: the schema is not what this release declares\n")
                .contains("next: exo-db-cli migrate --dry-run shows the difference\n");
    }

    @Test
    void aDaemonHasNoResultThatCouldBeJson() {
        assertThat(run("serve-maintenance", "--output", "json").code()).isEqualTo(2);
    }

    @Test
    void tasksAndTimesThatDoNotExistAreWrongUsage() {
        assertThat(run("serve-maintenance", "--task", "sweep").err())
                .contains("'sweep' is no task: use create, default-check, drop, purge, seal, recordings, health");
        assertThat(run("serve-maintenance", "--at", "24:00").err())
                .contains("'24:00' is no time of the day: write for example 00:10");
    }

    @Test
    void settingsAreShownWithTheirRanges() {
        migrated();

        CommandRun settings = run("settings");

        assertThat(settings.code()).isZero();
        assertThat(settings.out()).isEqualTo("""
                SETTING                 VALUE  RANGE
                default_retention_days  90     1 to 3650
                audit_floor_days        0      0 to 3650
                premake_months          6      1 to 36
                drop_grace_days         7      0 to 90
                seal_after_days         7      0 to 365
                """);
    }

    @Test
    void aHarmlessSettingIsSetAtOnceAndAudited() {
        migrated();

        CommandRun set = run("settings", "set", "premake_months=12", "seal_after_days=7");

        assertThat(set.err()).isEmpty();
        assertThat(set.code()).isZero();
        assertThat(set.out()).isEqualTo("""
                SETTING         BEFORE  AFTER
                premake_months  6       12
                """);
        assertThat(audited())
                .containsExactly("system maintenance.settings.set premake_months {\"new\": 12, \"old\": 6}");
    }

    @Test
    void loweringADestructiveSettingNeedsConsent() {
        migrated();

        CommandRun refused = run("settings", "set", "default_retention_days=30", "drop_grace_days=0");
        CommandRun agreed = run("settings", "set", "default_retention_days=30", "drop_grace_days=0", "--yes");

        assertThat(refused.code()).isEqualTo(14);
        assertThat(refused.err())
                .contains("lowering default_retention_days from 90 to 30, drop_grace_days from 7 to 0"
                        + " lets rows go for good");
        assertThat(agreed.code()).isZero();
        assertThat(run("settings").out()).contains("default_retention_days  30");
        assertThat(audited()).hasSize(2);
    }

    @Test
    void raisingADestructiveSettingNeedsNone() {
        migrated();

        assertThat(run("settings", "set", "default_retention_days=365").code()).isZero();
    }

    @Test
    void everythingThatIsWrongWithSettingsIsToldBeforeAnythingIsConnected() {
        dsn = "postgres://nobody@127.0.0.1:1/none";

        CommandRun wrong =
                run("settings", "set", "premake_months=37", "premake=1", "drop_grace_days", "audit_floor_days=x");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("premake_months is a whole number from 1 to 36, not '37'")
                .contains("there is no setting 'premake', only default_retention_days, audit_floor_days,")
                .contains("'drop_grace_days' is not of the form NAME=VALUE")
                .contains("audit_floor_days is a whole number from 0 to 3650, not 'x'");
    }

    @Test
    void withoutAuditEventsNothingIsSet() {
        migrated();
        execute("alter table audit_events add constraint closed check (false) not valid");

        CommandRun set = run("settings", "set", "premake_months=12");

        assertThat(set.code()).isNotZero();
        assertThat(run("settings").out()).contains("premake_months          6 ");
    }

    @Test
    void settingsOfADatabaseThatWasNotMigratedNameTheCure() {
        CommandRun settings = run("settings");

        assertThat(settings.code()).isEqualTo(13);
        assertThat(settings.err()).contains("next: exo-db-cli migrate");
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

    private long count(String from) {
        try (Session session = TestSessions.open(dsn)) {
            return session.sql().fetchSingle("select count(*) from " + from).get(0, Long.class);
        }
    }

    private List<String> audited() {
        try (Session session = TestSessions.open(dsn)) {
            return session.sql()
                    .fetch("select actor_type || ' ' || action || ' ' || resource_id || ' ' || metadata::text"
                            + " from audit_events order by resource_id")
                    .getValues(0, String.class);
        }
    }
}
