package exo.db.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.crypto.CanaryBad;
import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeSealer;
import exo.db.crypto.KeyWrong;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringDamaged;
import exo.db.crypto.KeyringMissing;
import exo.db.crypto.RootKey;
import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.engine.ChangeSql;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.PlanStopped;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.keyring.KeyringReport.Proof;
import exo.db.schema.Plan;
import exo.db.sealing.ColumnCount;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class KeyringIT {
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";
    private static final String SINK = "00000000-0000-0000-0000-000000000002";

    /** Everything that a write would change. */
    private static final String TRACES = """
            select string_agg(kid || ' ' || xmin || ' ' || ctid || ' ' || encode(wrapped_key, 'hex'), ', ')
            from encryption_keys""";

    private final RootKey rootKey = TestKeys.rootKey();
    private final RootKey otherRootKey = TestKeys.otherRootKey();
    private final SecureRandom random = new SecureRandom();
    private final KeyringService service = new KeyringService(random);

    @AfterEach
    void closeKeys() {
        rootKey.close();
        otherRootKey.close();
    }

    @Test
    void bootstrapsOnceAndIsContentTheSecondTime(TestDatabase database) {
        try (Session session = migrated(database)) {
            String first = bootstrap(session, rootKey);
            String traces = traces(session);

            Plan second = service.plan(session, rootKey);

            assertThat(second).isEqualTo(Plan.EMPTY);
            assertThat(bootstrap(session, rootKey)).isEqualTo(first);
            assertThat(traces(session)).isEqualTo(traces);
        }
    }

    @Test
    void plansTheFirstKeyBeforeThereIsAnyTable(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            Plan plan = service.plan(session, rootKey);

            assertThat(plan.steps()).hasSize(1);
            assertThatThrownBy(() -> service.open(session, rootKey)).isInstanceOf(KeyringMissing.class);
        }
    }

    @Test
    void givesEightRacingReplicasOneKeyring(TestDatabase database) throws Exception {
        migrated(database).close();
        CyclicBarrier start = new CyclicBarrier(8);
        Callable<String> replica = () -> {
            try (Session session = TestSessions.open(database);
                    RootKey key = TestKeys.rootKey()) {
                Plan plan = new KeyringService(new SecureRandom()).plan(session, key);
                start.await();
                return bootstrap(session, plan, key);
            }
        };

        List<String> kids = new ArrayList<>();
        try (ExecutorService replicas = Executors.newFixedThreadPool(8)) {
            for (Future<String> kid : replicas.invokeAll(Collections.nCopies(8, replica))) {
                kids.add(kid.get());
            }
        }

        assertThat(kids).hasSize(8);
        assertThat(kids).containsOnly(kids.getFirst());
        try (Session session = TestSessions.open(database)) {
            assertThat(session.sql().fetchValue("select string_agg(kid, ', ') from encryption_keys"))
                    .isEqualTo(kids.getFirst());
        }
    }

    @Test
    void aReplicaWithAnotherKeyThatComesSecondWritesNothing(TestDatabase database) {
        try (Session session = migrated(database);
                Session late = TestSessions.open(database)) {
            Plan latePlan = service.plan(late, otherRootKey);
            bootstrap(session, rootKey);
            String traces = traces(session);

            Object transaction = late.inTransaction(() -> {
                ChangeSql.render(latePlan.steps().getFirst().change())
                        .forEach(statement -> late.sql().execute(statement));
                return String.valueOf(late.sql().fetchValue("select pg_current_xact_id_if_assigned()"));
            });

            assertThat(transaction).isEqualTo("null");
            assertThat(traces(session)).isEqualTo(traces);
            assertThatThrownBy(() -> service.open(late, otherRootKey))
                    .isInstanceOfSatisfying(
                            KeyWrong.class,
                            wrong -> assertThat(wrong.exitStatus()).isEqualTo(ExitStatus.KEY));
        }
    }

    @Test
    void anotherKeyIsRefusedBeforeAnythingIsPlanned(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);

            assertThatThrownBy(() -> service.plan(session, otherRootKey))
                    .isInstanceOf(KeyWrong.class)
                    .hasMessage("the encryption key is not the one of this database");
        }
    }

    @Test
    void whoCannotHaveTheLockOfTheKeyringGivesUpWithoutWriting(TestDatabase database) {
        try (Session session = migrated(database);
                Session holder = TestSessions.open(database)) {
            Plan plan = service.plan(session, rootKey);

            holder.inTransaction(() -> {
                AdvisoryLock.tryInTransaction(holder, "keyring");
                assertThatThrownBy(() -> new PlanExecutor(TestSessions.timing())
                                .apply(session, plan, Duration.ZERO, Obstacle.STOP, event -> {}))
                        .isInstanceOfSatisfying(
                                PlanStopped.class,
                                stopped -> assertThat(stopped.exitStatus()).isEqualTo(ExitStatus.STOPPED));
            });

            assertThat(traces(session)).isEqualTo("null");
        }
    }

    @Test
    void tellsADamagedWrappedKeyFromAWrongOne(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);
            session.sql()
                    .execute("update encryption_keys set wrapped_key = set_byte(wrapped_key, 30, "
                            + "get_byte(wrapped_key, 30) # 1)");

            assertThatThrownBy(() -> service.plan(session, rootKey)).isInstanceOf(KeyringDamaged.class);
        }
    }

    @Test
    void tellsAWrongCanary(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);
            session.sql().execute("update encryption_keys set canary = 'exo keyring canary'");

            assertThatThrownBy(() -> service.plan(session, rootKey)).isInstanceOf(CanaryBad.class);
        }
    }

    @Test
    void refusesANewKeyringWhileSealedValuesAreThere(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);
            try (Keyring keyring = service.open(session, rootKey)) {
                insertSink(session, SINK, seal(keyring));
            }
            session.sql().execute("delete from encryption_keys");

            assertThatThrownBy(() -> service.plan(session, rootKey))
                    .isInstanceOfSatisfying(
                            KeyringLost.class, lost -> assertThat(lost.why()).contains("log_sinks.config"));
        }
    }

    @Test
    void refusesANewKeyringAlsoWhenItsTableIsGone(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);
            try (Keyring keyring = service.open(session, rootKey)) {
                insertSink(session, SINK, seal(keyring));
            }
            session.sql().execute("drop table encryption_keys");

            assertThatThrownBy(() -> service.plan(session, rootKey)).isInstanceOf(KeyringLost.class);
        }
    }

    @Test
    void countsWhatIsSealedAndWhatIsNot(TestDatabase database) {
        try (Session session = migrated(database)) {
            String kid = bootstrap(session, rootKey);
            try (Keyring keyring = service.open(session, rootKey)) {
                insertSink(session, SINK, seal(keyring));
            }
            session.sql()
                    .execute(
                            "insert into log_sinks (tenant_id, name, kind, config, enabled) values"
                                    + " (?::uuid, 'clear', 'syslog', '{}', true), (?::uuid, 'none', 'syslog', null, true)",
                            TENANT,
                            TENANT);

            KeyringReport report = service.status(session, rootKey, Accuracy.EXACT);

            assertThat(report.proof()).isEqualTo(new Proof.Opens(rootKey.fingerprint()));
            assertThat(report.failure()).isEmpty();
            assertThat(report.keys())
                    .extracting(KeyringReport.StoredKey::kid, KeyringReport.StoredKey::state)
                    .containsExactly(tuple(kid, "active"));
            assertThat(report.keys().getFirst().age()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
            assertThat(report.columns())
                    .contains(count("log_sinks", "config", 1, 1, Map.of(kid, 1L)))
                    .contains(count("tool_statuses", "status", 0, 0, Map.of()));
        }
    }

    /** The form is fixed to the character: 54 of base64url after the second colon, and nothing else. */
    @Test
    void countsAsSealedWhatHasTheFormAndNothingElse(TestDatabase database) {
        try (Session session = migrated(database)) {
            insertSink(session, SINK, "exo1:0a1b2c3d:" + "-_".repeat(27));
            for (String other : List.of(
                    "exo1:0a1b2c3d:" + "A".repeat(53),
                    "exo1:0A1B2C3D:" + "A".repeat(54),
                    "exo2:0a1b2c3d:" + "A".repeat(54),
                    "exo1:0a1b2c3d:" + "A".repeat(54) + "=",
                    "exo1:0a1b2c3d:" + "A".repeat(54) + "\n",
                    " exo1:0a1b2c3d:" + "A".repeat(54))) {
                session.sql()
                        .execute(
                                "insert into log_sinks (tenant_id, name, kind, config, enabled)"
                                        + " values (?::uuid, ?, 'syslog', ?, true)",
                                TENANT,
                                other,
                                other);
            }

            assertThat(service.status(session, null, Accuracy.EXACT).columns())
                    .contains(count("log_sinks", "config", 0, 6, Map.of("0a1b2c3d", 1L)));
        }
    }

    @Test
    void reportsAWrongKeyAndStillShowsTheKeyring(TestDatabase database) {
        try (Session session = migrated(database)) {
            bootstrap(session, rootKey);

            KeyringReport report = service.status(session, otherRootKey, Accuracy.EXACT);

            assertThat(report.keys()).hasSize(1);
            assertThat(report.proof()).isInstanceOfSatisfying(Proof.Fails.class, fails -> {
                assertThat(fails.fingerprint()).isEqualTo(otherRootKey.fingerprint());
                assertThat(fails.failure().id()).isEqualTo("key.wrong");
            });
            assertThat(report.failure()).map(ExoException::exitStatus).contains(ExitStatus.KEY);
            assertThat(service.status(session, null, Accuracy.EXACT).proof()).isEqualTo(new Proof.NoKeyGiven());
        }
    }

    @Test
    void reportsAnEmptyDatabaseAsOneWithoutAKeyring(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            KeyringReport report = service.status(session, null, Accuracy.EXACT);

            assertThat(report.keys()).isEmpty();
            assertThat(report.columns()).isEmpty();
            assertThat(report.failure()).map(ExoException::exitStatus).contains(ExitStatus.KEY);
        }
    }

    private static Session migrated(TestDatabase database) {
        Session session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        return session;
    }

    private String bootstrap(Session session, RootKey key) {
        return bootstrap(session, service.plan(session, key), key);
    }

    /** What a boot does; gives the id of the key that seals from then on. */
    private String bootstrap(Session session, Plan plan, RootKey key) {
        new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofSeconds(20), Obstacle.STOP, event -> {});
        try (Keyring keyring = service.open(session, key)) {
            return keyring.active().kid();
        }
    }

    private String seal(Keyring keyring) {
        try (EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), random)) {
            return sealer.seal(new Cell("log_sinks", "config", SINK), "{\"token\":\"secret\"}");
        }
    }

    private static void insertSink(Session session, String id, String config) {
        session.sql().execute("insert into tenants (id, name, slug) values (?::uuid, 'one', 'one')", TENANT);
        session.sql()
                .execute(
                        "insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                                + " values (?::uuid, ?::uuid, 'sealed', 'syslog', ?, true)",
                        id,
                        TENANT,
                        config);
    }

    private static String traces(Session session) {
        return String.valueOf(session.sql().fetchValue(TRACES));
    }

    private static ColumnCount count(
            String table, String column, long nulls, long plaintext, Map<String, Long> sealedByKid) {
        return new ColumnCount(table, column, Accuracy.EXACT, nulls, plaintext, new TreeMap<>(sealedByKid));
    }
}
