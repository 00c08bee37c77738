package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that delete, killed in the middle: the next one finishes, and together their records say all that went. */
@ExtendWith(PostgresExtension.class)
final class DeletionFaultsIT {
    private static final String TENANT = "00000000-0000-0000-0000-0000000000aa";
    private static final String ONE = "00000000-0000-0000-0000-000000000001";

    @TempDir
    private Path casts;

    private Map<String, String> environment = Map.of();
    private Session session;

    @BeforeEach
    void prepare(TestDatabase database) {
        environment = Map.of("EXO_DATABASE_DSN", database.dsn(), "EXO_CAST_STORAGE_DIR", casts.toString());
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        for (String statement : new String[] {
            "insert into maintenance_settings default values on conflict do nothing",
            "create table session_events_default partition of session_events default",
            "create table audit_events_default partition of audit_events default",
            "insert into tenants (id, name, slug) values ('" + TENANT + "', 'Acme', 'acme')",
            "insert into deployments (id, tenant_id, name) values ('" + ONE + "', '" + TENANT + "', 'prod')"
        }) {
            session.sql().execute(statement);
        }
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void anErasureThatIsKilledIsFinishedByTheNextAndBothAreOnRecord() throws Exception {
        long rows = 200_000;
        session.sql().execute("""
                insert into session_events (session_id, tenant_id, deployment_id, seq, type)
                select gen_random_uuid(), ?::uuid, ?::uuid, n, 'output' from generate_series(1, ?) n""", TENANT, ONE, rows);

        killOnceFewer(() -> number("select count(*) from session_events"), rows, "retention", "erase", ONE, "--yes");
        long left = number("select count(*) from session_events");
        CommandRun rest = CommandRun.of(environment, "retention", "erase", ONE, "--yes");

        assertThat(left).isBetween(1L, rows - 1);
        assertThat(rest.code()).isZero();
        assertThat(number("select count(*) from session_events")).isZero();
        assertThat(number("select sum((report ->> 'rows')::bigint) from maintenance_runs"))
                .isEqualTo(rows);
    }

    @Test
    void aPruneThatIsKilledIsFinishedByTheNextAndNoRowIsLeftBehind() throws Exception {
        long recordings = 6_000;
        for (int number = 1; number <= recordings; number++) {
            Files.createFile(casts.resolve(number + ".cast"));
        }
        session.sql().execute("""
                insert into sessions (tenant_id, deployment_id, kind, status, ended_at, cast_path)
                select ?::uuid, ?::uuid, 'shell', 'closed', now() - interval '91 days', n || '.cast'
                from generate_series(1, ?) n""", TENANT, ONE, recordings);

        killOnceFewer(this::files, recordings, "recordings", "prune", "--yes");
        long left = files();
        CommandRun rest = CommandRun.of(environment, "recordings", "prune", "--yes");

        assertThat(left).isBetween(1L, recordings - 1);
        assertThat(rest.code()).isZero();
        assertThat(files()).isZero();
        assertThat(number("select count(cast_path) from sessions")).isZero();
        assertThat(number("select sum((report #>> '{expired,0,recordings}')::bigint) from maintenance_runs"))
                .isEqualTo(recordings);
    }

    private void killOnceFewer(LongSupplier count, long all, String... arguments)
            throws IOException, InterruptedException {
        Process process = CommandProcess.start(environment, arguments);
        while (count.getAsLong() >= all && process.isAlive()) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        // The server ends the transaction of a client that is gone on its own; nobody is to read before.
        while (number("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and pid <> pg_backend_pid() and backend_type = 'client backend'")
                > 0) {
            Thread.onSpinWait();
        }
    }

    private long files() {
        String[] names = casts.toFile().list((directory, name) -> name.endsWith(".cast"));
        return names == null ? 0 : names.length;
    }

    private long number(String query) {
        return session.sql().fetchSingle(query).get(0, Long.class);
    }
}
