package exo.db.backup;

import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeSealer;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.testing.TestKeys;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Writes a script for psql that fills a migrated database: a keyring, a few rows of every encrypted table, and events
 * with sealed payloads, some of which hardly compress.
 *
 * <p>Run by {@code src/test/dumps/make} and {@code scripts/bench/run archive}: {@code DumpRows EVENTS PAYLOAD_BYTES}.
 */
final class DumpRows {
    /** Chosen by a fair die, so that the script is the same each time but for its nonces. */
    private static final int SEED = 4;

    private static final String TENANT = new UUID(0, 1).toString();
    private static final String DEPLOYMENT = new UUID(0, 2).toString();
    private static final String SESSION = new UUID(0, 3).toString();

    private final PrintStream out;
    private final EnvelopeSealer sealer;
    private final Random random = new Random(SEED);

    private DumpRows(PrintStream out, EnvelopeSealer sealer) {
        this.out = out;
        this.sealer = sealer;
    }

    public static void main(String[] arguments) {
        int events = Integer.parseInt(arguments[0]);
        int payload = Integer.parseInt(arguments[1]);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        SecureRandom random = new SecureRandom();
        try (RootKey rootKey = TestKeys.rootKey()) {
            KeyringEntry entry = Keyring.bootstrapEntry(rootKey, random);
            try (Keyring keyring = Keyring.open(List.of(entry), rootKey);
                    EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), random)) {
                DumpRows rows = new DumpRows(out, sealer);
                rows.keyring(entry);
                rows.sealed();
                rows.few();
                rows.odd();
                rows.trash();
                rows.audit(events / 4);
                rows.events(events, payload);
            }
        }
        out.flush();
    }

    private void keyring(KeyringEntry entry) {
        out.println("set timezone to 'UTC';");
        out.printf(
                "insert into encryption_keys (kid, wrapped_key, algorithm, root_key_fingerprint, canary, state)"
                        + " values ('%s', '\\x%s', '%s', '%s', '%s', 'active');%n",
                entry.kid(),
                HexFormat.of().formatHex(entry.current().bytes()),
                entry.algorithm(),
                entry.current().rootFingerprint(),
                entry.canary());
    }

    /** As sealing leaves it: plaintext in these columns is damage. */
    private void sealed() {
        out.println("insert into schema_state (schema_version, fingerprint) values (1, '') on conflict do nothing;");
        for (String column : List.of(
                "context_summaries.summary",
                "integrations.credentials",
                "log_sinks.config",
                "session_events.payload",
                "tool_statuses.config",
                "tool_statuses.status")) {
            out.printf(
                    "update schema_state set sealed_columns = sealed_columns || jsonb_build_object('%s', now());%n",
                    column);
        }
    }

    private void few() {
        out.printf("insert into tenants (id, name, slug) values ('%s', 'Ünïcode \\ \"quoted\"', 'one');%n", TENANT);
        out.printf(
                "insert into deployments (id, tenant_id, name) values ('%s', '%s', E'tab\\tand\\nline');%n",
                DEPLOYMENT, TENANT);
        for (int row = 1; row <= 3; row++) {
            String id = new UUID(1, row).toString();
            out.printf(
                    "insert into integrations (id, tenant_id, name, kind, credentials, enabled)"
                            + " values ('%s', '%s', 'i%d', 'slack', %s, true);%n",
                    id, TENANT, row, row == 3 ? "null" : sealed("integrations", "credentials", id, "{\"token\":1}"));
            out.printf(
                    "insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                            + " values ('%s', '%s', 's%d', 'syslog', %s, false);%n",
                    id, TENANT, row, sealed("log_sinks", "config", id, "{}"));
            out.printf(
                    "insert into tool_statuses (id, deployment_id, namespace, name, type, config, status)"
                            + " values ('%s', '%s', 'ns', 't%d', 'shell', %s, %s);%n",
                    id,
                    DEPLOYMENT,
                    row,
                    sealed("tool_statuses", "config", id, "{\"a\":" + row + "}"),
                    sealed("tool_statuses", "status", id, ""));
            out.printf(
                    "insert into context_summaries (id, deployment_id, agent_namespace, agent_name, summary)"
                            + " values ('%s', '%s', 'ns', 'a', %s);%n",
                    id, DEPLOYMENT, sealed("context_summaries", "summary", id, "before the keyring in every dump"));
        }
    }

    /** What is not Exo's, and hard to cut at the right places. */
    private void odd() {
        out.println("create schema \"Od d\";");
        out.println(
                "create table \"Od d\".\"Ta\"\"ble\" (\"a, (b\" text, c int generated always as (1) stored, d text);");
        out.println(
                "insert into \"Od d\".\"Ta\"\"ble\" values (E'\\\\.\\n\\\\.;--', default, ''''), (null, default, '/* $$ ');");
        out.println("create table \"Od d\".empty ();");
        out.println("insert into \"Od d\".empty default values;");
        out.println("create function \"Od d\".body(n int) returns int begin atomic;"
                + " select case when n > 0 then 1 else 2 end; select 3; end;");
        out.println("create function \"Od d\".text() returns text language sql as $f$ select ';$$'::text; $f$;");
        out.println("create rule two as on update to \"Od d\".\"Ta\"\"ble\" do also (select 1; select 2);");
        out.println("select lo_from_bytea(16500, '\\x00010203');");
    }

    /** A month that retention put aside; its schema is dumped before that of the keyring. */
    private void trash() {
        String id = new UUID(2, 1).toString();
        out.println("create schema exo_trash;");
        out.println("create table exo_trash.session_events_2025_12 (like session_events including all);");
        out.printf(
                "insert into exo_trash.session_events_2025_12"
                        + " (id, session_id, tenant_id, deployment_id, seq, type, payload, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 1, 'output', %s, '2025-12-01 00:00+00');%n",
                id, SESSION, TENANT, DEPLOYMENT, sealed("session_events", "payload", id, "{}"));
    }

    private void audit(int count) {
        out.println(
                "copy audit_events (id, tenant_id, deployment_id, actor_type, action, ip, metadata, created_at) from stdin;");
        for (int row = 0; row < count; row++) {
            out.printf(
                    "%s\t%s\t%s\tuser\tsession:open\t10.0.%d.%d\t{\"n\": %d, \"text\": \"a \\\\\"b\\\\\" c\"}\t2026-%02d-01 00:00:00+00%n",
                    uuid(), TENANT, DEPLOYMENT, row % 256, row % 251, row, 3 + row % 2);
        }
        out.println("\\.");
    }

    private void events(int count, int payload) {
        out.println(
                "copy session_events (id, session_id, tenant_id, deployment_id, seq, type, payload, created_at) from stdin;");
        byte[] noise = new byte[payload * 3 / 4];
        String plain =
                "{\"text\":\"" + "the quick brown fox ".repeat(payload / 20 + 1).substring(0, payload) + "\"}";
        for (int row = 0; row < count; row++) {
            String id = uuid();
            random.nextBytes(noise);
            String text = row % 2 == 0 ? plain : Base64.getEncoder().encodeToString(noise);
            out.printf(
                    "%s\t%s\t%s\t%s\t%d\toutput\t%s\t2026-%02d-%02d 10:00:00+00%n",
                    id,
                    SESSION,
                    TENANT,
                    DEPLOYMENT,
                    row,
                    sealer.seal(new Cell("session_events", "payload", id), text),
                    3 + row % 2,
                    1 + row % 28);
        }
        out.println("\\.");
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String sealed(String table, String column, String id, String plaintext) {
        return "'" + sealer.seal(new Cell(table, column, id), plaintext) + "'";
    }
}
