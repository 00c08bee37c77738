package exo.db;

import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code retention enforce}: no row goes that has to stay, and the record says of every one that it went. */
final class EnforceStep implements FaultStep {
    private static final int ROWS = 3_000;

    private static final String MAKE = """
            insert into tenants (id, name, slug) values ('00000000-0000-0000-0000-0000000000aa', 'one', 'one');
            insert into deployments (id, tenant_id, name, retention_days) values
                ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000aa', 'short', 1),
                ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000000000aa', 'long', 900);
            insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
            select gen_random_uuid(), '00000000-0000-0000-0000-0000000000aa',
                ('00000000-0000-0000-0000-00000000000' || 1 + n %% 2)::uuid, n, case n %% 2 when 0 then 'goes' else 'stays' end,
                now() - interval '3 days'
            from generate_series(1, %1$d) n;
            insert into session_events (session_id, tenant_id, deployment_id, seq, type)
            select gen_random_uuid(), '00000000-0000-0000-0000-0000000000aa',
                '00000000-0000-0000-0000-000000000001', n, 'stays'
            from generate_series(1, %1$d / 2) n;
            analyze""".formatted(ROWS);

    private static final String STANDING = "select count(*) from session_events where type = 'stays'";

    /** What the record says is gone, with what a run that goes on, or was killed, remembers of itself. */
    private static final String RECORDED = """
            select coalesce(sum((p ->> 'rows')::bigint), 0)
            from maintenance_runs r, jsonb_array_elements(coalesce(r.report -> 'purged', '[]')
                || case when finished_at is null then coalesce(r.checkpoint -> 'purged', '[]') else '[]' end) p
            where r.command = 'retention enforce'""";

    private static final String GONE = "select " + ROWS / 2 + " - count(*) from session_events where type = 'goes'";

    @Override
    public String name() {
        return "enforce";
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException {
        MigrateStage stage = new MigrateStage(empty);
        stage.migrate();
        stage.execute(MAKE);
    }

    @Override
    public List<String> line() {
        return List.of("retention", "enforce", "--yes");
    }

    @Override
    public List<String> lost(TestDatabase database) throws SQLException {
        MigrateStage stage = new MigrateStage(database);
        List<String> lost = new ArrayList<>();
        String staying = stage.value(STANDING);
        if (!staying.equals(String.valueOf(ROWS))) {
            lost.add("of " + ROWS + " rows that stay " + staying + " are there");
        }
        String gone = stage.value("select (" + GONE + ") || ' of ' || (" + RECORDED + ")");
        if (!gone.matches("(\\d+) of \\1")) {
            lost.add("rows gone and on record: " + gone);
        }
        return lost;
    }

    @Override
    public String record() {
        return "select 'rows on record: ' || (" + RECORDED + ") union all select 'rows gone: ' || (" + GONE + ")";
    }
}
