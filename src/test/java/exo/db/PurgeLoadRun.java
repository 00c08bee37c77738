package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.WriteLoad.Account;
import exo.db.WriteLoad.Writer;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Purges 50 of 200 deployments to 30 days in a year of events: rows a second beside the floors, plain SQL that deletes
 * the same rows of an identical copy, 500 pages at a time. Then how long inserts wait meanwhile. It takes minutes, and
 * its figures are the machine's: {@code scripts/bench/run purge} starts it and nothing else does.
 */
@ExtendWith(PostgresExtension.class)
final class PurgeLoadRun {
    private static final int ROWS = Integer.getInteger("exo.load.rows", 5_000_000);
    private static final int INSERTS_PER_SECOND = Integer.getInteger("exo.load.rate", 300);
    private static final int RUNS = Integer.getInteger("exo.load.runs", 3);
    private static final String RATES = "`retention enforce`, 50 of 200 deployments to 30 days";
    private static final String WAITS = "Waits of " + INSERTS_PER_SECOND + " inserts a second, `retention enforce`";
    private static final int FLOOR_PAGES = 500;
    private static final long TIME_ALONE = 10_000;

    /** As a batch of ours and what the server does for it, about. */
    private static final SharedCores CONTROL = new SharedCores(2, 6, 18);

    private static final String MONTHS = """
            do $$ declare month timestamptz; begin
                for month in select generate_series(date_trunc('month', now()) - interval '12 months',
                    date_trunc('month', now()) - interval '1 month', interval '1 month') loop
                    execute format('create table if not exists %I partition of session_events for values from (%L) to (%L)',
                        'session_events' || to_char(month, '_YYYY_MM'), month, month + interval '1 month');
                end loop;
            end $$""";

    private static final String LEAVES = """
            select c.relname, pg_relation_size(c.oid) / 8192 as pages
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'session_events'::regclass and pg_relation_size(c.oid) > 0
            order by c.relname""";

    /** What can be written where all that goes has one window. */
    private static final String ONE_CUTOFF = """
            delete from only %s e where e.ctid >= '(%d,0)' and e.ctid < '(%d,0)'
            and e.deployment_id = any ('{%s}') and e.created_at < '%s'""";

    /** What has to be written where each deployment has a window of its own. */
    private static final String CUTOFF_EACH = """
            delete from only %1$s e
            using (select id, '%5$s'::timestamptz as cutoff from unnest('{%4$s}'::uuid[]) id offset 0) live
            where e.ctid >= '(%2$d,0)' and e.ctid < '(%3$d,0)' and e.deployment_id = live.id and e.created_at < live.cutoff""";

    private final TestDatabase plain;

    PurgeLoadRun(TestDatabase database) throws SQLException {
        plain = database;
        new MigrateStage(database).migrate();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            statement.execute(MONTHS);
            statement.execute("insert into tenants (name, slug) values ('one', 'one')");
            statement.execute("insert into deployments (tenant_id, name, retention_days)"
                    + " select id, 'd' || to_char(n, 'FM000'), case when n < 50 then 30 else 400 end"
                    + " from tenants, generate_series(0, 199) n");
            String events = """
            insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload, created_at)
            select gen_random_uuid(), d.tenant_id, d.id, n, 'output', rpad(md5(n::text), 120, md5((-n)::text)),
                now() - n * interval '365 days' / %1$d
            from generate_series(1, %1$d) n
            join (select row_number() over (order by name) - 1 as number, id, tenant_id from deployments) d
                on d.number = n %% 200""".formatted(ROWS);
            statement.execute(events);
            statement.execute("vacuum analyze session_events");
        }
    }

    @Test
    void measures() throws SQLException, IOException {
        List<Double> floors = new ArrayList<>();
        List<Double> exact = new ArrayList<>();
        List<Double> unpaced = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            floors.add(onCopy(copy -> floor(copy, ONE_CUTOFF)));
            exact.add(onCopy(copy -> floor(copy, CUTOFF_EACH)));
            unpaced.add(onCopy(copy -> purge(copy, "--no-pace", "--no-vacuum")));
        }
        LoadFigures.tell(RATES, "rows/s", "exo-db-cli, --no-pace --no-vacuum", unpaced);
        LoadFigures.tell(RATES, "rows/s", "plain delete, one cut-off for all", floors);
        LoadFigures.tell(RATES, "rows/s", "plain delete, a cut-off for each", exact);
        onCopy(copy -> {
            WriteLoad load = WriteLoad.start(copy, INSERTS_PER_SECOND, List.of(inserts()));
            rest();
            return tell("alone", load, 0);
        });
        onCopy(copy -> beside(CONTROL.toString(), copy, it -> {
            CONTROL.computeFor(TIME_ALONE);
            return 0;
        }));
        onCopy(copy -> beside("plain delete", copy, it -> floor(it, ONE_CUTOFF)));
        onCopy(copy -> beside("enforce --no-pace --no-vacuum", copy, it -> purge(it, "--no-pace", "--no-vacuum")));
        onCopy(copy -> beside("enforce, usual pace, with vacuum", copy, this::purge));
    }

    /** Something that is done to a database, and how many rows a second it came to. */
    @FunctionalInterface
    private interface Run {
        double on(TestDatabase database) throws SQLException, IOException;
    }

    private double onCopy(Run run) throws SQLException, IOException {
        TestDatabase copy = plain.copy();
        try (Connection connection = copy.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
        double rate = run.on(copy);
        copy.discard();
        return rate;
    }

    private static double beside(String what, TestDatabase copy, Run run) throws SQLException, IOException {
        WriteLoad load = WriteLoad.start(copy, INSERTS_PER_SECOND, List.of(inserts()));
        return tell(what, load, run.on(copy));
    }

    private static double tell(String what, WriteLoad load, double rate) {
        Account account = load.stop().getFirst();
        assertThat(account.failures()).isEmpty();
        LoadFigures.tellWaits(WAITS, what, account);
        return rate;
    }

    private static Writer inserts() {
        return new Writer(
                "insert",
                number -> "insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload)"
                        + " select gen_random_uuid(), tenant_id, id, " + number + ", 'output', repeat('x', 120)"
                        + " from deployments where name = 'd" + (50 + number % 150 + 1000 + "").substring(1) + "'",
                "");
    }

    private static void rest() {
        try {
            Thread.sleep(TIME_ALONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the server's own record of the run: what the program takes to start is not the purge's. */
    private double purge(TestDatabase database, String... options) throws SQLException, IOException {
        List<String> line = new ArrayList<>(List.of("retention", "enforce", "--yes"));
        line.addAll(List.of(options));
        int code = CommandProcess.startProgram(Map.of("EXO_DATABASE_DSN", database.dsn()), line.toArray(String[]::new))
                .onExit()
                .join()
                .exitValue();
        assertThat(code).as(String.join(" ", line)).isZero();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select (report ->> 'rows')::bigint / extract(epoch from finished_at - started_at)"
                                + " from maintenance_runs where command = 'retention enforce'")) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static double floor(TestDatabase database, String form) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            String ids;
            String cutoff;
            try (ResultSet row = statement.executeQuery("select string_agg(id::text, ','), now() - interval '30 days'"
                    + " from deployments where retention_days = 30")) {
                row.next();
                ids = row.getString(1);
                cutoff = row.getString(2);
            }
            List<String> leaves = new ArrayList<>();
            List<Long> pages = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(LEAVES)) {
                while (row.next()) {
                    leaves.add(row.getString(1));
                    pages.add(row.getLong(2));
                }
            }
            long rows = 0;
            long start = System.nanoTime();
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                for (long page = 0; page < pages.get(leaf); page += FLOOR_PAGES) {
                    rows += statement.executeLargeUpdate(
                            form.formatted(leaves.get(leaf), page, page + FLOOR_PAGES, ids, cutoff));
                }
            }
            return rows / ((System.nanoTime() - start) / 1e9);
        }
    }
}
