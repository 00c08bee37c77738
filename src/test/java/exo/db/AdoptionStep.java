package exo.db;

import exo.db.testing.Contents;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands that give rows of session events their months; no row may be lost. */
final class AdoptionStep implements FaultStep {
    private static final String WITHOUT_CURRENT_MONTH = """
            set timezone = 'UTC';
            do $$ begin
                execute format('drop table session_events_%s', to_char(now() at time zone 'UTC', 'YYYY_MM'));
            end $$;""";

    private static final String ROWS_AT = """
            insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'filler', %s
            from generate_series(1, 500) n;""";

    private static final String THIS_MONTH = ROWS_AT.formatted("now()");
    private static final String LAST_MONTH = ROWS_AT.formatted("date_trunc('month', now()) - interval '1 day'");

    private final Subject subject;
    private @Nullable Contents contents;

    AdoptionStep(Subject subject) {
        this.subject = subject;
    }

    /** What the rows lie in. */
    enum Subject {
        PLAIN_TABLE,
        /** Rows of one month: it becomes that month. */
        DEFAULT_IN_PLACE,
        /** Rows of several. */
        DEFAULT_BY_COPYING
    }

    @Override
    public String name() {
        return switch (subject) {
            case PLAIN_TABLE -> "adopt";
            case DEFAULT_IN_PLACE -> "adopt-default-in-place";
            case DEFAULT_BY_COPYING -> "adopt-default-by-copying";
        };
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException, IOException {
        MigrateStage stage = new MigrateStage(empty);
        switch (subject) {
            case PLAIN_TABLE -> {
                OldDatabase.PLAIN_EVENTS.make(stage);
                stage.migrate();
            }
            case DEFAULT_IN_PLACE -> {
                stage.migrate();
                stage.execute(WITHOUT_CURRENT_MONTH + THIS_MONTH);
            }
            case DEFAULT_BY_COPYING -> {
                stage.migrate();
                stage.execute(WITHOUT_CURRENT_MONTH + THIS_MONTH + LAST_MONTH);
            }
        }
        contents = Contents.of(empty);
    }

    @Override
    public List<String> line() {
        return switch (subject) {
            case PLAIN_TABLE -> List.of("partitions", "adopt", "session_events", "--yes");
            case DEFAULT_IN_PLACE, DEFAULT_BY_COPYING ->
                List.of("partitions", "adopt-default", "--table", "session_events", "--yes");
        };
    }

    /** Of the tool's own tables rows change. */
    @Override
    public List<String> lost(TestDatabase database) throws SQLException {
        return contents == null
                ? List.of()
                : contents.missingIn(database).stream()
                        .filter(row -> row.startsWith("session_events"))
                        .toList();
    }
}
