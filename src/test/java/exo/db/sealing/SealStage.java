package exo.db.sealing;

import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.EnvelopeSealer;
import exo.db.crypto.KekState;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.Opened;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Trigger;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A database with encrypted columns, and what it takes to seal them. */
final class SealStage implements AutoCloseable {
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";

    private final SecureRandom random = new SecureRandom();
    private final RootKey rootKey = TestKeys.rootKey();
    private final List<KeyringEntry> entries = new CopyOnWriteArrayList<>();
    private final TestDatabase database;
    private final Session session;
    private final SealService service;

    SealStage(TestDatabase database) {
        this.database = database;
        this.session = TestSessions.open(database);
        this.service =
                new SealService(within -> List.copyOf(entries), random, new RunLog("test", "0"), TestSessions.timing());
        entries.add(Keyring.bootstrapEntry(rootKey, random));
        MigratedDatabase.prepare(session);
        session.sql().execute("insert into tenants (id, name, slug) values (?::uuid, 'one', 'one')", TENANT);
        session.sql().execute("insert into maintenance_settings default values on conflict do nothing");
        session.sql()
                .execute(
                        "insert into schema_state (schema_version, fingerprint) values (1, '') on conflict do nothing");
    }

    Session session() {
        return session;
    }

    RootKey rootKey() {
        return rootKey;
    }

    ValueCheck check() {
        return new ValueCheck(within -> List.copyOf(entries), TestSessions.timing());
    }

    ValueReport verify() {
        return check().check(session, crew(), rootKey, ValueCheck.Depth.EVERY_VALUE, headway -> {});
    }

    Crew crew() {
        return new Crew.Several(2, () -> TestSessions.open(database));
    }

    SealReport seal() {
        return seal(SealPolicy.BY_HAND);
    }

    SealReport seal(SealPolicy policy) {
        return seal(policy, () -> false);
    }

    SealReport seal(SealPolicy policy, BooleanSupplier stop) {
        return seal(session, policy, stop);
    }

    SealReport seal(Session control, SealPolicy policy, BooleanSupplier stop) {
        SealConduct conduct = new SealConduct(Duration.ZERO, stop, waiting -> {}, progress -> {});
        return service.seal(control, crew(), rootKey, policy, Trigger.MANUAL, conduct);
    }

    /** A new key seals from now on; the older ones open. */
    void rotate() {
        entries.replaceAll(SealStage::retired);
        entries.add(Keyring.bootstrapEntry(rootKey, random));
    }

    String activeKid() {
        return entries.getLast().kid();
    }

    static String id(int row) {
        return new UUID(0, row).toString();
    }

    void sink(String id, @Nullable String config) {
        session.sql()
                .execute(
                        "insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                                + " values (?::uuid, ?::uuid, ?, 'syslog', ?, true)",
                        id,
                        TENANT,
                        id,
                        config);
    }

    /** So many with the ids from 1, each with a plaintext of its own. */
    void sinks(int count) {
        session.sql()
                .execute(
                        "insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                                + " select lpad(to_hex(n), 32, '0')::uuid, ?::uuid, n::text, 'syslog', 'clear ' || n, true"
                                + " from generate_series(1, ?) n",
                        TENANT,
                        count);
    }

    void event(String table, String id, String payload) {
        session.sql()
                .execute(
                        "insert into " + table + " (id, session_id, tenant_id, deployment_id, seq, type, payload)"
                                + " values (?::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x', ?)",
                        id,
                        payload);
    }

    String sealed(String table, String column, String id, String plaintext) {
        try (Keyring keyring = Keyring.open(entries, rootKey);
                EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), random)) {
            return sealer.seal(new Cell(table, column, id), plaintext);
        }
    }

    /** What the envelope opens to, or the text itself where it is none. */
    String read(String table, String column, String id, String text) {
        try (Keyring keyring = Keyring.open(entries, rootKey);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            return switch (opener.open(new Cell(table, column, id), text)) {
                case Opened.Plaintext plaintext -> plaintext.text();
                case Opened.Unsealed unsealed -> text;
                case Opened.Tampered tampered -> throw new AssertionError(id + " does not open");
                case Opened.UnknownKid unknown -> throw new AssertionError(id + " has an unknown key");
            };
        }
    }

    String config(String id) {
        return text("select config from log_sinks where id = ?::uuid", id);
    }

    String text(String query, Object... binds) {
        return String.valueOf(session.sql().fetchValue(query, binds));
    }

    @Override
    public void close() {
        session.close();
        rootKey.close();
    }

    private static KeyringEntry retired(KeyringEntry key) {
        return new KeyringEntry(key.kid(), key.current(), key.next(), key.algorithm(), key.canary(), KekState.RETIRED);
    }
}
