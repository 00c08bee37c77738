package exo.db.migrate;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What this tool's own tables say at the start of a boot, read by plain JDBC in one round trip.
 *
 * @param windowDays the longest window of any deployment, or the default where that is longer, and longer than any
 *     while there is a hold: an expired month that somebody still needs is no reason for a full look at every boot
 * @param now the database's clock
 */
public record BootState(
        long version,
        String fingerprint,
        long premakeMonths,
        long windowDays,
        long auditFloorDays,
        Instant now,
        Trash trash) {
    /** Whether a partition that was set aside is to be dropped by now. */
    public enum Trash {
        WAITING,
        DUE
    }

    /** Reads it; null where a row is missing, as in a database that has never been migrated to the end. */
    static @Nullable BootState read(Session session) {
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(MigrateQueries.BOOT_STATE)) {
            if (!row.next()) {
                return null;
            }
            return new BootState(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getObject(6, OffsetDateTime.class).toInstant(),
                    row.getBoolean(7) ? Trash.DUE : Trash.WAITING);
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read this tool's tables");
        }
    }
}
