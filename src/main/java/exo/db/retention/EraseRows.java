package exo.db.retention;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.retention.EraseRun.Batch;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Erases the rows of one relation, the oldest first, along the index on deployment and time. */
final class EraseRows {
    private final EraseRun run;
    private final Session session;
    private final EraseHome home;
    private final Name name;
    private final AuditFloor floor;
    private String from = "-infinity";
    private String reached = from;
    private boolean isEmpty;

    EraseRows(EraseRun run, EraseHome home, AuditFloor floor) {
        this.run = run;
        this.session = run.session();
        this.home = home;
        this.name = DSL.name(home.name().schema(), home.name().name());
        this.floor = floor;
    }

    /** A relation that has gone since, took its rows with it or has them elsewhere, where the next pass finds them. */
    void erase() {
        try {
            while (!isEmpty && run.batch(home.table(), this::next)) {
                from = reached;
            }
        } catch (DataAccessException e) {
            if (!SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                throw e;
            }
        }
    }

    private Batch next() {
        Record row = session.sql()
                .fetchSingle(
                        EraseQueries.ERASE,
                        name,
                        DSL.val(run.target().id()),
                        DSL.val(from),
                        DSL.val(floor.before(home.table())),
                        DSL.val(run.size()));
        isEmpty = row.get("found", Long.class) == 0;
        reached = isEmpty ? from : row.get("last", String.class);
        return new Batch(home.table(), home.name().name(), row.get("rows", Long.class), 0);
    }
}
