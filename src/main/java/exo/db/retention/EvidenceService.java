package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.Evidence.Deleted;
import exo.db.retention.Evidence.Manner;
import exo.db.retention.Evidence.Month;
import exo.db.retention.Evidence.Run;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Gathers the proof of deletion. Reads only. */
public final class EvidenceService {
    /**
     * Everything of runs that began in that time.
     *
     * @param until just before then; null for no end
     */
    public Evidence read(Session session, Instant since, @Nullable Instant until) {
        String from = since.toString();
        String to = until == null ? null : until.toString();
        return new Evidence(
                since,
                until,
                session.sql().fetch(EvidenceQueries.RUNS, from, to, to).map(row -> run(session, row)),
                session.sql()
                        .fetch(EvidenceQueries.MONTHS, DSL.val(from), DSL.val(to, String.class))
                        .map(EvidenceService::month));
    }

    private static Run run(Session session, Record row) {
        return new Run(
                row.get("id", Long.class),
                row.get("command", String.class),
                row.get("trigger", String.class),
                row.get("holder", String.class),
                row.get("version", String.class),
                row.get("started_at", Timestamp.class).toInstant(),
                instant(row, "finished_at"),
                row.get("outcome", String.class),
                deleted(session, row.get("id", Long.class)));
    }

    private static List<Deleted> deleted(Session session, long run) {
        return session.sql()
                .fetch(EvidenceQueries.DELETED, DSL.val(run))
                .map(row -> new Deleted(
                        Manner.valueOf(row.get("manner", String.class)),
                        row.get("table", String.class),
                        row.get("partition", String.class),
                        row.get("deployment", UUID.class),
                        row.get("count", Long.class),
                        row.get("bytes", Long.class),
                        instant(row, "cutoff")));
    }

    private static Month month(Record row) {
        return new Month(
                row.get("parent", String.class),
                row.get("name", String.class),
                row.get("lower_bound", Timestamp.class).toInstant(),
                row.get("upper_bound", Timestamp.class).toInstant(),
                row.get("estimated_rows", Long.class),
                row.get("bytes", Long.class),
                row.get("state", String.class),
                row.get("detached_at", Timestamp.class).toInstant(),
                instant(row, "ended_at"));
    }

    private static @Nullable Instant instant(Record row, String column) {
        Timestamp time = row.get(column, Timestamp.class);
        return time == null ? null : time.toInstant();
    }
}
