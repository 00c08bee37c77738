package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A boot that meets the server's own autovacuum at a table that it has to change. */
@ExtendWith(PostgresExtension.class)
final class AutovacuumIT {
    private static final String WORKER = "select pid || ' ' || query_start from pg_stat_activity"
            + " where backend_type = 'autovacuum worker' and query like 'autovacuum: VACUUM%public.users%'";

    private final MigrateStage stage;

    AutovacuumIT(TestDatabase database) {
        this.stage = new MigrateStage(database);
    }

    /** So many pages that a vacuum which rests at each of them takes longer than any boot. */
    @BeforeEach
    void startFromATableThatIsSlowToVacuum() throws SQLException {
        assertThat(stage.migrate().code()).isZero();
        stage.execute("insert into tenants (name, slug) values ('t', 't')");
        stage.execute(
                "alter table users set (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,"
                        + " autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1000000000, autovacuum_freeze_max_age = 100000)");
        stage.execute("insert into users (tenant_id, email, name) select t.id, i || '@b.c', repeat('n', 200)"
                + " from tenants t, generate_series(1, 20000) i");
        stage.execute("alter table users drop constraint fk_users_tenant");
        stage.execute("alter system set autovacuum_naptime = '1s'");
        stage.execute("select pg_reload_conf()");
    }

    @AfterEach
    void restTheLauncherAgain() throws SQLException {
        stage.execute("alter system reset autovacuum_naptime");
        stage.execute("select pg_reload_conf()");
    }

    @Test
    void autovacuumIsMadeToYield() throws SQLException {
        stage.execute("alter table users set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)");
        stage.execute("delete from users where email < '2'");
        String worker = stage.waitFor(WORKER);

        CommandRun run = stage.migrate("--lock-wait", "30s", "--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"pending\":[]");
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.value("select count(*) from (" + WORKER + ") w (worker) where worker = '" + worker + "'"))
                .isEqualTo("0");
        assertThat(stage.value("select last_autovacuum from pg_stat_user_tables where relname = 'users'"))
                .as("not waited for until its end")
                .isEqualTo("null");
    }

    @Test
    void aVacuumAgainstWraparoundIsLeftToItsWorkAndNamedAtOnce() throws SQLException {
        stage.execute("do $$ begin for i in 1..100001 loop perform pg_current_xact_id(); commit; end loop; end $$");
        String worker = stage.waitFor(WORKER + " and query like '%(to prevent wraparound)'");

        CommandRun run = stage.migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"id\":\"lock.timeout\"", "fk_users_tenant", "to prevent wraparound");
        assertThat(stage.waitFor(WORKER)).isEqualTo(worker);
    }
}
