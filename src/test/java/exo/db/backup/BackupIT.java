package exo.db.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeSealer;
import exo.db.crypto.KekState;
import exo.db.crypto.KeyWrong;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.KeyringMissing;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.sealing.ColumnFacts;
import exo.db.sealing.ColumnFacts.Rows;
import exo.db.sealing.ValueCheck;
import exo.db.sealing.ValueCheck.Depth;
import exo.db.sealing.ValueReport;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class BackupIT {
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";

    private final SecureRandom random = new SecureRandom();
    private final RootKey rootKey = TestKeys.rootKey();
    private final KeyringEntry entry = Keyring.bootstrapEntry(rootKey, random);
    private final BackupService service = service(session -> List.of(entry));

    @AfterEach
    void closeKey() {
        rootKey.close();
    }

    @Test
    void opensEveryValueAndCountsThemByKey(TestDatabase database) {
        KeyringEntry retired = retired(Keyring.bootstrapEntry(rootKey, random));
        try (Session session = prepared(database)) {
            IntStream.rangeClosed(1, 450).forEach(row -> sink(session, id(row), seal(id(row))));
            sink(session, id(451), seal(activated(retired), "log_sinks", "config", id(451)));
            sink(session, id(452), null);

            ValueReport report = service(within -> List.of(entry, retired))
                    .values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(report.findings()).isEmpty();
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
            ColumnFacts column = column(report, "log_sinks.config");
            assertThat(column.goodByKid()).isEqualTo(Map.of(entry.kid(), 450L, retired.kid(), 1L));
            assertThat(column.nulls()).isEqualTo(1);
            assertThat(column.rows()).isEqualTo(452);
            assertThat(report.snapshot().activeKid()).isEqualTo(entry.kid());
        }
    }

    @Test
    void opensTheRowsOfAPartitionUnderTheNameOfTheParent(TestDatabase database) {
        try (Session session = prepared(database)) {
            session.sql().execute("create table session_events_2026_03 partition of session_events default");
            String sealed = seal(entry, "session_events", "payload", id(1));
            session.sql()
                    .execute(
                            "insert into session_events (id, session_id, tenant_id, deployment_id, seq, type, payload)"
                                    + " values (?::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x', ?)",
                            id(1),
                            sealed);

            ValueReport report = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(column(report, "session_events.payload").good()).isEqualTo(1);
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
        }
    }

    @Test
    void namesValuesThatWereMovedOrChanged(TestDatabase database) {
        try (Session session = prepared(database)) {
            String sealed = seal(id(1));
            char last = sealed.charAt(60);
            String flipped = sealed.substring(0, 60) + (last == 'A' ? 'B' : 'A') + sealed.substring(61);
            sink(session, id(1), flipped);
            sink(session, id(2), seal(id(3)));
            sink(session, id(4), seal(id(4)));

            ValueReport report = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            Rows damaged = column(report, "log_sinks.config").damaged();
            assertThat(damaged.count()).isEqualTo(2);
            assertThat(damaged.firstIds()).containsExactlyInAnyOrder(id(1), id(2));
            assertThat(report.findings()).extracting(Finding::id).containsExactly("value.damaged");
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_FAILED);
        }
    }

    @Test
    void namesNoMoreThanTenRows(TestDatabase database) {
        try (Session session = prepared(database)) {
            IntStream.rangeClosed(1, 12).forEach(row -> sink(session, id(row), seal(id(99))));

            Rows damaged = column(
                            service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {}), "log_sinks.config")
                    .damaged();

            assertThat(damaged.count()).isEqualTo(12);
            assertThat(damaged.firstIds()).hasSize(10);
        }
    }

    @Test
    void namesValuesOfAKeyThatTheKeyringLacks(TestDatabase database) {
        KeyringEntry foreign = Keyring.bootstrapEntry(rootKey, random);
        try (Session session = prepared(database)) {
            sink(session, id(1), seal(foreign, "log_sinks", "config", id(1)));

            ValueReport report = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(column(report, "log_sinks.config").unknownKids()).containsExactly(foreign.kid());
            assertThat(report.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.id()).isEqualTo("value.unknown-kid");
                assertThat(finding.what()).contains(foreign.kid()).contains(id(1));
            });
        }
    }

    @Test
    void warnsOfPlaintextUntilTheColumnIsSealed(TestDatabase database) {
        try (Session session = prepared(database)) {
            sink(session, id(1), "{\"token\":\"clear\"}");
            state(session, "{\"text_since\": {\"log_sinks.config\": \"2026-03-01\"}}");

            ValueReport before = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});
            state(session, "{\"log_sinks.config\": \"2026-03-01\"}");
            ValueReport after = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(before.snapshot().sealedColumns()).isEmpty();
            assertThat(before.findings()).extracting(Finding::id).containsExactly("value.plaintext");
            assertThat(before.exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
            assertThat(after.findings()).extracting(Finding::id).containsExactly("value.unsealed");
            assertThat(after.exitStatus()).isEqualTo(ExitStatus.CHECK_FAILED);
        }
    }

    @Test
    void readsTheJsonOfAnOlderReleaseAsPlaintext(TestDatabase database) {
        try (Session session = prepared(database)) {
            session.sql().execute("alter table log_sinks alter column config type jsonb using config::jsonb");
            sink(session, id(1), null);
            session.sql().execute("update log_sinks set config = jsonb_build_object('a', 1)");

            ValueReport report = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(column(report, "log_sinks.config").plaintext()).isEqualTo(new Rows(1, List.of(id(1))));
        }
    }

    @Test
    void namesColumnsThatAreNotThere(TestDatabase database) {
        try (Session session = prepared(database)) {
            session.sql().execute("drop table log_sinks");

            ValueReport report = service.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(report.snapshot().absentColumns()).containsExactly("log_sinks.config");
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
        }
    }

    @Test
    void anotherKeyOrNoKeyringIsAFailureOfTheKey(TestDatabase database) {
        try (Session session = prepared(database);
                RootKey other = TestKeys.otherRootKey()) {
            BackupService empty = service(within -> List.of());

            assertThatThrownBy(() -> service.values(session, other, Depth.EVERY_VALUE, headway -> {}))
                    .isInstanceOf(KeyWrong.class);
            assertThatThrownBy(() -> empty.values(session, rootKey, Depth.EVERY_VALUE, headway -> {}))
                    .isInstanceOf(KeyringMissing.class);
        }
    }

    @Test
    void readsWithinATransactionThatCannotWrite(TestDatabase database) {
        List<String> settings = new ArrayList<>();
        BackupService curious = service(within -> {
            settings.add(String.valueOf(within.sql().fetchValue("show transaction_read_only")));
            settings.add(String.valueOf(within.sql().fetchValue("show transaction_isolation")));
            return List.of(entry);
        });
        try (Session session = prepared(database)) {
            curious.values(session, rootKey, Depth.EVERY_VALUE, headway -> {});

            assertThat(settings).containsExactly("on", "repeatable read");
            assertThat(session.sql().fetchValue("show transaction_read_only")).isEqualTo("off");
        }
    }

    private static BackupService service(Function<Session, List<KeyringEntry>> entries) {
        return new BackupService(new ValueCheck(entries, TestSessions.timing()), new NoEscrow());
    }

    /** These tests ask for values alone. */
    private static final class NoEscrow implements Escrow {
        @Override
        public Optional<Duration> age(Session session) {
            return Optional.empty();
        }

        @Override
        public void prove(Session session, RootKey copy) {
            throw new IllegalStateException("not asked for");
        }
    }

    private static Session prepared(TestDatabase database) {
        Session session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        session.sql().execute("insert into tenants (id, name, slug) values (?::uuid, 'one', 'one')", TENANT);
        return session;
    }

    private static String id(int row) {
        return new UUID(0, row).toString();
    }

    private static void sink(Session session, String id, @Nullable String config) {
        session.sql()
                .execute(
                        "insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                                + " values (?::uuid, ?::uuid, ?, 'syslog', ?, true)",
                        id,
                        TENANT,
                        id,
                        config);
    }

    private static void state(Session session, String sealedColumns) {
        session.sql().execute("delete from schema_state");
        session.sql()
                .execute(
                        "insert into schema_state (schema_version, fingerprint, sealed_columns)"
                                + " values (1, '', ?::jsonb)",
                        sealedColumns);
    }

    private static ColumnFacts column(ValueReport report, String place) {
        return report.snapshot().columns().stream()
                .filter(column -> column.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    private String seal(String id) {
        return seal(entry, "log_sinks", "config", id);
    }

    private String seal(KeyringEntry key, String table, String column, String id) {
        try (Keyring keyring = Keyring.open(List.of(key), rootKey);
                EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), random)) {
            return sealer.seal(new Cell(table, column, id), "{\"token\":\"secret\"}");
        }
    }

    private static KeyringEntry retired(KeyringEntry key) {
        return inState(key, KekState.RETIRED);
    }

    private static KeyringEntry activated(KeyringEntry key) {
        return inState(key, KekState.ACTIVE);
    }

    private static KeyringEntry inState(KeyringEntry key, KekState state) {
        return new KeyringEntry(key.kid(), key.current(), key.next(), key.algorithm(), key.canary(), state);
    }
}
