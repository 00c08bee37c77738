package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.keyring.KeyringService;
import exo.db.migrate.BootCheck;
import exo.db.model.ExoSchema;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a boot with nothing to do leaves alone. */
@ExtendWith(PostgresExtension.class)
final class NothingToDoIT {
    private final TestDatabase database;
    private final MigrateStage stage;

    NothingToDoIT(TestDatabase database) {
        this.database = database;
        this.stage = new MigrateStage(database);
    }

    @Test
    void takesNoAdvisoryLockAndNothingAboveAccessShare() throws SQLException {
        stage.migrate();

        try (Session session = TestSessions.open(database);
                RootKey key = RootKey.load(Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY), null)) {
            boolean[] settled = new boolean[1];
            // Locks of a transaction are kept to its end: in one transaction all that was ever taken can be seen.
            session.inTransaction(() -> {
                settled[0] = check(key).look(session) instanceof BootCheck.Finding.Settled;
                assertThat(session.sql()
                                .fetchValues("select distinct mode from pg_locks where pid = pg_backend_pid()"
                                        + " and locktype in ('relation', 'advisory')"))
                        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                        .containsExactly("AccessShareLock");
            });

            assertThat(settled[0]).isTrue();
        }
    }

    @Test
    void waitsForNobodyWhoHoldsAPartition() throws SQLException {
        stage.migrate();

        try (Session holder = TestSessions.open(database)) {
            CommandRun run = holder.inTransaction(() -> {
                holder.sql().execute("lock table audit_events_default in access exclusive mode");
                return stage.migrate();
            });

            assertThat(run.out()).as(run.err()).startsWith("nothing to do");
        }
    }

    private static BootCheck check(RootKey key) {
        KeyringService keyring = new KeyringService(new SecureRandom());
        return new BootCheck(ExoSchema.declared(), session -> keyring.isThere(session, key), PartitionStep::isDue);
    }
}
