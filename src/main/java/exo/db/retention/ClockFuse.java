package exo.db.retention;

import exo.db.database.Session;
import exo.db.schema.Pending;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Stops what deletes when the database's clock, which decides every cut-off, cannot be believed. */
final class ClockFuse {
    /** More than drifting clocks differ by, and less than would cost anybody a day of rows. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private ClockFuse() {}

    /** What is wrong with the clock, or nothing. */
    static Optional<Pending> check(Session session, Clock machine) {
        Record clocks = session.sql().fetchSingle(RetentionQueries.CLOCKS);
        Timestamp newest = clocks.get("newest_run", Timestamp.class);
        return judge(
                clocks.get("read_at", Timestamp.class).toInstant(),
                machine.instant(),
                newest == null ? null : newest.toInstant());
    }

    static Optional<Pending> judge(Instant database, Instant machine, @Nullable Instant newestRun) {
        if (Duration.between(database, machine).abs().compareTo(TOLERANCE) > 0) {
            return Optional.of(new Pending(
                    "clock.skew",
                    "nothing is deleted: the database's clock says " + database + ", this machine's " + machine,
                    "set the clock that is wrong, then run again"));
        }
        if (newestRun != null && database.isBefore(newestRun)) {
            return Optional.of(new Pending(
                    "clock.backwards",
                    "nothing is deleted: the database's clock says " + database + ", but the last run began at "
                            + newestRun,
                    "set the database server's clock, or wait until it has passed the last run"));
        }
        return Optional.empty();
    }
}
