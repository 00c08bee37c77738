package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.OwnServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A purge beside a streaming standby that stops applying what it is sent. */
@Timeout(120)
final class PurgeReplicaIT {
    /** Some 6 MiB of log for their deletes, which is several times what the replica may be behind. */
    private static final int EXPIRED = 60_000;

    private static final String EXPIRED_LEFT = "select count(*) from session_events where session_id is not null";

    private final OwnServer primary;
    private final OwnServer standby;

    PurgeReplicaIT(@TempDir Path directory) throws IOException {
        this.primary = OwnServer.make(Files.createDirectory(directory.resolve("primary")));
        this.standby = primary.standby(Files.createDirectory(directory.resolve("standby")));
        primary.set("cluster_name = 'primary'");
        standby.set("cluster_name = 'reader'");
        primary.start();
        standby.start();
    }

    @BeforeEach
    void prepare() throws Exception {
        assertThat(MigrateStage.migrateTo(primary.dsn()).code()).isZero();
        primary.execute("""
                insert into tenants (id, name, slug) values (gen_random_uuid(), 'Acme', 'acme');
                insert into deployments (id, tenant_id, name, retention_days)
                    select gen_random_uuid(), id, 'prod', 1 from tenants;
                insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
                    select gen_random_uuid(), tenant_id, id, n, 'output', now() - interval '3 days'
                    from deployments, generate_series(1, %d) n;
                """.formatted(EXPIRED));
    }

    @AfterEach
    void end() throws IOException {
        try (primary;
                standby) {}
    }

    @Test
    void aPurgeWaitsForAReplicaThatIsBehindSaysSoAndGoesOnOnceItHasCaughtUp() throws Exception {
        standby.execute("select pg_wal_replay_pause()");

        Process purge = ProgramProcess.start(
                primary.dsn(), "retention", "enforce", "--yes", "--max-rate", "1MiB", "--max-lag", "1s", "--no-vacuum");
        try {
            String waits = ProgramProcess.awaitLine(purge, "waiting for replica");
            long leftWhileItWaits = Long.parseLong(primary.value(EXPIRED_LEFT));
            primary.execute("select pg_sleep(1)");
            long leftASecondLater = Long.parseLong(primary.value(EXPIRED_LEFT));
            standby.execute("select pg_wal_replay_resume()");

            assertThat(waits).contains("waiting for replica reader: ").contains("MiB behind");
            assertThat(leftWhileItWaits).isBetween(1L, (long) EXPIRED).isEqualTo(leftASecondLater);
            assertThat(purge.waitFor()).isZero();
            assertThat(primary.value(EXPIRED_LEFT)).isEqualTo("0");
        } finally {
            purge.destroy();
        }
    }
}
