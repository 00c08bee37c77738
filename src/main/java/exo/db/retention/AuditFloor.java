package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.SettingsMissing;
import exo.db.model.RetentionWindows;
import java.sql.Timestamp;
import java.time.Instant;
import org.jooq.Record;

/**
 * The time for which audit events are kept whatever happens to their deployment.
 *
 * @param keptFrom events from then on stay, as a parameter; {@code infinity} where there is no floor
 */
record AuditFloor(String keptFrom) {
    static AuditFloor read(Session session) {
        Record row = session.sql().fetchOptional(EraseQueries.FLOOR).orElseThrow(SettingsMissing::new);
        Instant from = row.get("kept_from", Timestamp.class).toInstant();
        return new AuditFloor(row.get("audit_floor_days", Long.class) == 0 ? "infinity" : from.toString());
    }

    /** Whether rows of that table are kept for it. */
    boolean protects(String table) {
        return RetentionWindows.hasAuditFloor(table) && !keptFrom.equals("infinity");
    }

    /** Before when rows of that table may go, as a parameter. */
    String before(String table) {
        return protects(table) ? keptFrom : "infinity";
    }
}
