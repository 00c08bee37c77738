package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Counts what a purge would delete now. Reads only. */
final class PurgePreview {
    private final Session session;
    private final RetentionWindows windows;
    private final List<Purged> expired = new ArrayList<>();

    PurgePreview(Session session, RetentionWindows windows) {
        this.session = session;
        this.windows = windows;
    }

    RetentionReport report() {
        for (PurgeLeaf leaf : PurgePlanner.leaves(RetentionService.snapshot(session), windows)) {
            count(leaf, "true", "e.created_at");
        }
        QualifiedName sessions = new QualifiedName(session.schema(), "sessions");
        count(new PurgeLeaf("sessions", sessions), "e.status <> 'open'", "e.ended_at");
        return new RetentionReport(windows.now(), expired, List.of());
    }

    private void count(PurgeLeaf leaf, String condition, String time) {
        Cutoffs cutoffs = Cutoffs.of(windows, windows.days().keySet(), leaf.table());
        for (Record row : session.sql()
                .fetch(
                        RetentionQueries.COUNT_EXPIRED,
                        DSL.name(leaf.name().schema(), leaf.name().name()),
                        cutoffs.ids(),
                        cutoffs.instants(),
                        cutoffs.byDefault(),
                        DSL.condition(condition),
                        DSL.field(time))) {
            UUID deployment = row.get("deployment_id", UUID.class);
            expired.add(new Purged(
                    leaf.table(),
                    leaf.name().name(),
                    deployment,
                    row.get("rows", Long.class),
                    deployment == null
                            ? windows.defaultCutoff(leaf.table())
                            : windows.cutoff(deployment, leaf.table())));
        }
    }
}
