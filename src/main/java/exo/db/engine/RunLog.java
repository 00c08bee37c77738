package exo.db.engine;

import exo.db.database.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jooq.exception.DataAccessException;

/**
 * The record of what happened, in {@code maintenance_runs}.
 *
 * <p>A run without an end and an outcome was killed, or is still under way.
 */
public final class RunLog {
    private static final String BEGIN = """
            insert into maintenance_runs (command, trigger, holder, version)
            values (?, ?, ?, ?) returning id""";

    private static final String END = """
            update maintenance_runs set finished_at = clock_timestamp(), outcome = ?, report = ?::jsonb
            where id = ?""";

    private static final String NOTE = "update maintenance_runs set report = ?::jsonb where id = ?";

    private final String holder;
    private final String version;

    /**
     * @param holder host and process, to tell replicas apart
     * @param version of this tool
     */
    public RunLog(String holder, String version) {
        this.holder = holder;
        this.version = version;
    }

    /** Host and process, as runs are signed. */
    public String holder() {
        return holder;
    }

    /** Who asked for a run. */
    public enum Trigger {
        BOOT,
        SCHEDULE,
        MANUAL
    }

    /** How a run ended. */
    public enum Outcome {
        OK,
        DEFERRED,
        FAILED,
        INTERRUPTED
    }

    /** Writes down that a run begins. */
    public long begin(Session session, String command, Trigger trigger) {
        // Not through jOOQ, which asks the catalog whose column it is.
        try (PreparedStatement insert = session.jdbc().prepareStatement(BEGIN)) {
            insert.setString(1, command);
            insert.setString(2, word(trigger));
            insert.setString(3, holder);
            insert.setString(4, version);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new DataAccessException("a run was not written down", e);
        }
    }

    /**
     * Writes down how far a run is: in the transaction of a deletion, so that the record of a run that is killed says
     * exactly what it deleted.
     *
     * @param report as in {@link #end}
     */
    public void note(Session session, long run, String report) {
        session.sql().execute(NOTE, report, run);
    }

    /**
     * Writes down how a run ended.
     *
     * @param report a JSON object: what was done, per table, partition or deployment
     */
    public void end(Session session, long run, Outcome outcome, String report) {
        session.sql().execute(END, word(outcome), report, run);
    }

    /**
     * Writes down that a failure ended a run. That failure counts more than one to write it down, which is only added
     * to it.
     *
     * @param report what is known of the run, as in {@link #end}
     */
    public void fail(Session session, long run, String report, RuntimeException failure) {
        try {
            end(session, run, Outcome.FAILED, report);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
