package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A year in the life of a database, in which every command that has a result gives one; {@link CommandRun} holds it
 * against the schema.
 */
@ExtendWith(PostgresExtension.class)
final class JsonContractIT {
    private static final String PROD = "5f0c6b0e-6a51-4f0e-9a30-2f7c9f0a1b2c";
    private static final String GONE = "5f0c6b0e-6a51-4f0e-9a30-2f7c9f0a1b2d";
    private static final String TENANT = "00000000-0000-0000-0000-0000000000aa";
    private static final String SECOND_KEY = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100";

    /** All of it is past the usual window. */
    private final YearMonth old = YearMonth.now(ZoneOffset.UTC).minusMonths(8);

    private static final List<String> ROWS = List.of(
            "insert into tenants (id, name, slug) values ('" + TENANT + "', 'Acme', 'acme')",
            "insert into deployments (id, tenant_id, name) values ('" + PROD + "', '" + TENANT + "', 'prod'), ('" + GONE
                    + "', '" + TENANT + "', 'old-cluster')",
            "insert into sessions (tenant_id, deployment_id, kind, status, ended_at, cast_path, cast_bytes) select '"
                    + TENANT + "', '" + PROD + "', 'shell', 'closed', now() - days * interval '1 day', 'c' || days"
                    + " || '.cast', 30 from unnest(array[1, 400]) days",
            "insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload, created_at)"
                    + " select gen_random_uuid(), '" + TENANT
                    + "', id, n, 'output', 'plain', now() - n * interval '9 days'"
                    + " from generate_series(0, 44) n, unnest('{" + PROD + "," + GONE + "}'::uuid[]) id");

    @TempDir
    private Path casts;

    @TempDir
    private Path keys;

    private final Map<String, String> environment = new HashMap<>();
    private final MigrateStage stage;

    JsonContractIT(TestDatabase database) {
        stage = new MigrateStage(database);
        environment.put("EXO_DATABASE_DSN", database.dsn());
        environment.put("EXO_ENCRYPTION_KEY", MigrateStage.KEY);
    }

    @Test
    void everyResultIsAsItsSchemaSays() throws SQLException, IOException {
        environment.put("EXO_CAST_STORAGE_DIR", casts.toString());
        aResult("status");
        aFailure(13, "retention", "list");

        aResult("migrate", "--dry-run");
        aResult("migrate");
        aResult("migrate");
        populate();
        aResult("status");
        aResult("config");
        aResult("dsn");
        aResult("dsn", "--parse-only");
        aResult("dsn", "--test");
        aResult("settings");
        aResult("settings", "set", "premake_months=2", "drop_grace_days=1", "--yes");
        partitions();
        keyring();
        recordings();
        retention();
        aResult("serve-maintenance", "--dry-run");
        aResult("serve-maintenance", "--once");
        aResult("status");
        aFailure(2, "retention", "set", "prod", "--days", "0");
        aFailure(14, "retention", "set", "prod", "--days", "1");
    }

    private void partitions() {
        aResult("partitions", "list");
        aResult("partitions", "check");
        aResult("partitions", "adopt-default", "--dry-run");
        aResult("partitions", "adopt-default", "--yes");
        aResult("partitions", "ensure", "--dry-run");
        aResult("partitions", "ensure");
        aResult("partitions", "drop-expired", "--dry-run", "--allow", "mass-drop");
        aResult("partitions", "drop-expired", "--yes", "--allow", "mass-drop");
        aResult("partitions", "list");
        aResult("partitions", "undrop", old.toString(), "--table", "session_events", "--yes");
        aResult("partitions", "adopt", "session_events", "--dry-run");
        aResult("partitions", "adopt", "session_events", "--yes");
    }

    private void keyring() throws IOException {
        String copy = Files.writeString(keys.resolve("copy"), MigrateStage.KEY).toString();
        aResult("bootstrap-keyring", "--dry-run");
        aResult("bootstrap-keyring");
        aResult("bootstrap-keyring", "status");
        aResult("bootstrap-keyring", "status", "--exact");
        aResult("bootstrap-keyring", "escrow-check", "--key-file", copy);
        aResult("bootstrap-keyring", "seal", "--dry-run");
        aResult("bootstrap-keyring", "seal", "--yes");
        aResult("bootstrap-keyring", "rotate", "--dry-run");
        aResult("bootstrap-keyring", "rotate", "--yes");
        aResult("bootstrap-keyring", "verify");
        aResult("bootstrap-keyring", "verify", "--full");
        aResult("backup-check");
        aResult("backup-check", "--full");
        aResult("backup-check", "manifest", "--out", keys.resolve("manifest").toString());
        environment.put("EXO_ENCRYPTION_KEY_NEXT", SECOND_KEY);
        aResult("bootstrap-keyring", "rewrap", "--dry-run");
        aResult("bootstrap-keyring", "rewrap", "--yes");
        aResult("bootstrap-keyring", "status");
        aResult("bootstrap-keyring", "rewrap", "--abort", "--yes");
    }

    private void recordings() throws IOException {
        for (String name : List.of("c1.cast", "c400.cast", "orphan.cast")) {
            Files.writeString(casts.resolve(name), "{\"version\": 2, \"width\": 80, \"height\": 24}\n");
        }
        aResult("recordings", "list");
        aResult("recordings", "check");
        aResult("recordings", "prune", "--dry-run");
        aResult("recordings", "prune", "--yes");
    }

    private void retention() {
        aResult("retention", "list");
        aResult("retention", "get", "prod");
        aResult("retention", "set", "prod", "--days", "30", "--dry-run");
        aResult("retention", "set", "prod", "--days", "30", "--yes");
        aResult("retention", "set", "--default", "--days", "180", "--yes");
        aResult("retention", "hold", "prod", "--reason", "case 7");
        aResult("retention", "preview");
        aResult("retention", "preview", "--exact");
        aResult("retention", "release", "prod", "--yes");
        aResult("retention", "enforce", "--dry-run");
        aResult("retention", "enforce", "--yes");
        aResult("retention", "erase", "old-cluster", "--dry-run");
        aResult("retention", "erase", "old-cluster", "--yes");
        aResult("retention", "unset", "prod", "--yes");
        aResult("retention", "report", "--since", "2020-01-01");
    }

    private void populate() throws SQLException {
        stage.execute("create table session_events_old partition of session_events for values from ('" + old
                + "-01 00:00Z') to ('" + old.plusMonths(1) + "-01 00:00Z')");
        for (String statement : ROWS) {
            stage.execute(statement);
        }
    }

    /** The command line ends as a command ends that has a result, warnings or findings in it or not. */
    private void aResult(String... line) {
        CommandRun run = run(line);

        assertThat(run.code()).as(String.join(" ", line) + run.err()).isIn(0, 4, 5, 15);
        assertThat(run.out()).startsWith("{");
    }

    private void aFailure(int code, String... line) {
        CommandRun run = run(line);

        assertThat(run.code()).as(String.join(" ", line)).isEqualTo(code);
        assertThat(run.err()).startsWith("{\"error\":");
    }

    private CommandRun run(String... line) {
        List<String> words = new ArrayList<>(List.of(line));
        words.addAll(List.of("--output", "json"));
        return CommandRun.of(environment, words.toArray(String[]::new));
    }
}
