package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.util.Map;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class KeyringCommandsIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";

    private String dsn = "";
    private String fingerprint = "";

    @BeforeEach
    void remember(TestDatabase database) {
        dsn = database.dsn();
        try (RootKey key = TestKeys.rootKey()) {
            fingerprint = key.fingerprint();
        }
    }

    @Test
    void createsTheKeyringOnceAndThenFindsItInOrder() {
        migrated();

        CommandRun first = run("bootstrap-keyring");
        CommandRun second = run("bootstrap-keyring");

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .matches("(?s)keyring created: key [0-9a-f]{8}, opened by the root key with the" + " fingerprint "
                        + fingerprint + "\n.*");
        assertThat(second.code()).isZero();
        assertThat(second.out()).startsWith("keyring is in order: key ");
    }

    @Test
    void aDryRunShowsTheStepAndTakesItNot() {
        migrated();

        CommandRun dryRun = run("bootstrap-keyring", "--dry-run");

        assertThat(dryRun.code()).isZero();
        assertThat(dryRun.out()).contains("add key-encryption key ", " to public.encryption_keys");
        assertThat(keys()).isZero();
    }

    @Test
    void refusesADatabaseThatWasNeverMigrated() {
        CommandRun run = run("bootstrap-keyring");

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.err()).contains("has no table encryption_keys").contains("next: ");
    }

    @Test
    void tellsMissingMalformedAndWrongKeysApart() {
        migrated();
        run("bootstrap-keyring");

        assertThat(id(Map.of("EXO_DATABASE_DSN", dsn))).isEqualTo("key.missing");
        assertThat(id(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", "short")))
                .isEqualTo("key.malformed");
        assertThat(id(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", OTHER_KEY)))
                .isEqualTo("key.wrong");
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void statusShowsTheKeyringWithAndWithoutAKey() {
        migrated();
        run("bootstrap-keyring");

        CommandRun with = run("bootstrap-keyring", "status");
        CommandRun without = CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), "bootstrap-keyring", "status");
        CommandRun wrong = CommandRun.of(
                Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", OTHER_KEY), "bootstrap-keyring", "status");

        assertThat(with.code()).isZero();
        assertThat(with.out()).contains("root key: " + fingerprint + " opens the keyring", "log_sinks.config");
        assertThat(without.code()).isZero();
        assertThat(without.out()).contains("none given").contains(fingerprint);
        assertThat(without.err()).contains("the encryption key is missing");
        assertThat(wrong.code()).isEqualTo(12);
        assertThat(wrong.out()).contains("the encryption key is not the one of this database", fingerprint);
        assertThat(wrong.err())
                .contains("exo-db-cli bootstrap-keyring status: the encryption key is not the one of this database")
                .contains("next: ");
    }

    @Test
    void statusIsOneJsonObjectForPrograms() {
        migrated();
        run("bootstrap-keyring");

        CommandRun status = run("bootstrap-keyring", "status", "--output", "json");

        assertThat(status.err()).isEmpty();
        assertThat(status.out())
                .contains("\"root_key_fingerprint\":\"" + fingerprint + "\",\"opens\":true")
                .contains("\"state\":\"active\"")
                .contains("{\"table\":\"log_sinks\",\"column\":\"config\",\"sealed\":0,\"plaintext\":0,\"null\":0,"
                        + "\"exact\":true,\"by_kid\":{}}");
    }

    @Test
    void backupCheckEndsByWhatItFinds() {
        migrated();
        run("bootstrap-keyring");
        CommandRun clean = run("backup-check");
        execute("insert into tenants (id, name, slug) values ('" + TENANT + "', 'one', 'one')");
        execute("insert into log_sinks (tenant_id, name, kind, config, enabled) values ('" + TENANT
                + "', 'one', 'syslog', '{}', true)");
        CommandRun plain = run("backup-check");
        execute("update log_sinks set config = (select canary from encryption_keys)");
        CommandRun moved = run("backup-check", "--output", "json");

        assertThat(clean.out()).contains("D1  ok        every value opens");
        assertThat(plain.code()).isEqualTo(5);
        assertThat(plain.out()).contains("D1  warning   value.plaintext: log_sinks.config");
        assertThat(moved.code()).isEqualTo(4);
        assertThat(moved.out()).contains("\"outcome\":\"critical\",\"id\":\"value.damaged\"");
    }

    @Test
    void backupCheckWithoutAKeyringIsAFailureOfTheKey() {
        CommandRun run = run("backup-check", "--output", "json");

        assertThat(run.code()).isEqualTo(12);
        assertThat(run.out()).contains("\"level\":\"K2\"");
        assertThat(run.err()).contains("\"id\":\"keyring.missing\"");
    }

    @Test
    void migrateMakesTheKeyringAndAStartThatWasCutShortBeforeItIsMadeUpFor() {
        CommandRun first = run("migrate");
        execute("delete from encryption_keys");
        CommandRun second = run("migrate");
        CommandRun third = run("migrate");

        assertThat(first.err()).contains("5/6 encryption keyring");
        assertThat(first.code()).isZero();
        assertThat(second.code()).isZero();
        assertThat(keys()).isEqualTo(1);
        assertThat(third.out()).startsWith("nothing to do");
    }

    @Test
    void migrateWithAnotherKeyEndsBeforeItWritesEvenWhereNothingIsToBeDone() {
        run("migrate");

        CommandRun run = CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", OTHER_KEY), "migrate");

        assertThat(run.code()).isEqualTo(12);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", KEY), arguments);
    }

    private static String id(Map<String, String> environment) {
        CommandRun run = CommandRun.of(environment, "bootstrap-keyring", "--output=json");
        assertThat(run.code()).isEqualTo(12);
        assertThat(run.out()).isEmpty();
        return run.err().replaceAll("(?s).*\"id\":\"([a-z.-]+)\".*", "$1");
    }

    private void migrated() {
        try (Session session = TestSessions.open(dsn)) {
            MigratedDatabase.prepare(session);
        }
    }

    private void execute(String sql) {
        try (Session session = TestSessions.open(dsn)) {
            session.sql().execute(sql);
        }
    }

    private long keys() {
        try (Session session = TestSessions.open(dsn)) {
            return session.sql().fetchCount(DSL.table("encryption_keys"));
        }
    }
}
