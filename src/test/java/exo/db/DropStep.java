package exo.db;

import exo.db.schema.MonthRange;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/** Months that go and come back: a row is in its table or in the trash, or on record as dropped with its month. */
final class DropStep implements FaultStep {
    private static final int MONTHS = 3;
    private static final int ROWS_OF_A_MONTH = 200;

    /** More than go: else a run would take itself for a mistake. */
    private static final int ROWS_THAT_STAY = 1_000;

    private static final String RECENT =
            "select count(*) from session_events where created_at > now() - interval '1 day'";

    private static final String STANDING = "select coalesce(sum((xpath('/row/c/text()', query_to_xml(format("
            + "'select count(*) as c from %s', c.oid::regclass), false, true, '')))[1]::text::bigint), 0)"
            + " + (select count(*) * " + ROWS_OF_A_MONTH + " from detached_partitions where state = 'dropped')"
            + " from pg_class c where c.relkind = 'r' and (c.relnamespace = to_regnamespace('exo_trash')"
            + " or c.relname like 'session\\_events\\_2%' and c.relnamespace = 'public'::regnamespace)";

    private final Way way;
    private final YearMonth oldest = MonthRange.monthOf(Instant.now()).minusMonths(14);

    DropStep(Way way) {
        this.way = way;
    }

    /** How months go, or come back. */
    enum Way {
        DROP_EXPIRED,
        DROP_EXPIRED_NO_GRACE,
        /** A table without a default partition: the server detaches concurrently. */
        DROP_EXPIRED_NO_DEFAULT,
        UNDROP
    }

    @Override
    public String name() {
        return way.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException {
        MigrateStage stage = new MigrateStage(empty);
        stage.migrate();
        for (int month = 0; month < MONTHS; month++) {
            MonthRange range = MonthRange.of(oldest.plusMonths(month));
            stage.execute("create table session_events_"
                    + oldest.plusMonths(month).toString().replace('-', '_')
                    + " partition of session_events for values from ('" + range.from() + "') to ('" + range.to()
                    + "')");
            insert(stage, "'" + range.from() + "'", ROWS_OF_A_MONTH);
        }
        insert(stage, "now()", ROWS_THAT_STAY);
        stage.execute("analyze");
        switch (way) {
            case DROP_EXPIRED, DROP_EXPIRED_NO_GRACE -> {}
            case DROP_EXPIRED_NO_DEFAULT -> stage.execute("drop table session_events_default");
            case UNDROP -> {
                drop(empty);
                stage.execute("alter table session_events add column note text not null default 'new'");
                stage.execute("create index on session_events (type)");
            }
        }
    }

    private static void insert(MigrateStage stage, String createdAt, int count) throws SQLException {
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                + " select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'x', " + createdAt
                + " from generate_series(1, " + count + ") n");
    }

    private static void drop(TestDatabase database) {
        FaultStep drop = new DropStep(Way.DROP_EXPIRED);
        CommandRun run = CommandRun.of(
                FaultTrials.environment(drop, database.dsn()), drop.line().toArray(String[]::new));
        if (run.code() != 0) {
            throw new IllegalStateException("nothing is dropped: " + run.err());
        }
    }

    @Override
    public List<String> line() {
        return switch (way) {
            case DROP_EXPIRED, DROP_EXPIRED_NO_DEFAULT -> List.of("partitions", "drop-expired", "--yes");
            case DROP_EXPIRED_NO_GRACE -> List.of("partitions", "drop-expired", "--yes", "--no-grace");
            case UNDROP -> List.of("partitions", "undrop", oldest.toString(), "--yes");
        };
    }

    @Override
    public List<String> lost(TestDatabase database) throws SQLException {
        MigrateStage stage = new MigrateStage(database);
        String recent = stage.value(RECENT);
        String standing = stage.value(STANDING);
        int all = ROWS_THAT_STAY + MONTHS * ROWS_OF_A_MONTH;
        return recent.equals(String.valueOf(ROWS_THAT_STAY)) && standing.equals(String.valueOf(all))
                ? List.of()
                : List.of("rows: " + recent + " of " + ROWS_THAT_STAY + " recent ones, " + standing + " of " + all
                        + " in all");
    }

    /** Also that nothing is left half detached, and how many of the old rows are attached. */
    @Override
    public String record() {
        return "select state || ' ' || parent || ' ' || name from detached_partitions"
                + " union all select 'half detached: ' || count(*) from pg_inherits where inhdetachpending"
                + " union all select 'attached: ' || count(*) from session_events"
                + " where created_at < now() - interval '1 year'";
    }

    @Override
    public boolean isSettled(CommandRun run) {
        return way == Way.UNDROP
                ? run.code() == 14 && run.err().contains("was brought back on")
                : FaultStep.super.isSettled(run);
    }

    /** What came back already cannot be brought back. */
    @Override
    public boolean isDone(CommandRun run) {
        return run.code() == 0 || isSettled(run);
    }
}
