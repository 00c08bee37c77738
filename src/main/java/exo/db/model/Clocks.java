package exo.db.model;

import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The clocks that must agree before anything is dropped or deleted: the database's decides every cut-off, and one that
 * is wrong would let rows expire that nobody has kept for long enough.
 *
 * @param machine this machine's, read at the same time
 * @param lastRun when the newest run on record began, by the database's clock of then
 */
public record Clocks(Instant database, Instant machine, Optional<Instant> lastRun) {
    /** Two clocks that are set by NTP agree to far less; a wrong zone or date is far more. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /**
     * Why the database's clock is not to be believed, or nothing.
     *
     * @param consequence what is not done therefore, as a clause
     */
    public Optional<Pending> distrust(String consequence) {
        if (Duration.between(machine, database).abs().compareTo(TOLERANCE) > 0) {
            return Optional.of(new Pending(
                    "clock.differs",
                    consequence + ": the database's clock says " + seconds(database) + ", this machine's "
                            + seconds(machine),
                    "set the wrong one of the two clocks, then run again"));
        }
        return lastRun.filter(database::isBefore)
                .map(began -> new Pending(
                        "clock.behind",
                        consequence + ": the database's clock says " + seconds(database)
                                + ", but a run on record began at " + seconds(began),
                        "set the database's clock; if it is right, that run in maintenance_runs has a wrong time"));
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
