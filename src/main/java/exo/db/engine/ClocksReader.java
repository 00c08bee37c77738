package exo.db.engine;

import exo.db.database.Session;
import exo.db.model.Clocks;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.jooq.Record;

/** The one query for the clocks that must agree before anything is deleted. */
public final class ClocksReader {
    /** Both in one statement: a run that begins between two would make the clock look as if it had been set back. */
    private static final String CLOCKS =
            "select clock_timestamp() as read_at, (select max(started_at) from maintenance_runs) as newest_run";

    private ClocksReader() {}

    /** The clocks as they are now. */
    public static Clocks read(Session session, Clock machine) {
        Record row = session.sql().fetchSingle(CLOCKS);
        return new Clocks(
                row.get("read_at", Timestamp.class).toInstant(),
                machine.instant(),
                Optional.ofNullable(row.get("newest_run", Timestamp.class)).map(Timestamp::toInstant));
    }
}
