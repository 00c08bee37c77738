package exo.db.retention;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** A window that the database would refuse. */
public final class DaysOutOfRange extends ExoException {
    private static final long serialVersionUID = 1L;

    DaysOutOfRange(long days, long least, long most) {
        super(
                ExitStatus.USAGE,
                "retention.days",
                "a window of " + days + " days cannot be set",
                "a window is a whole number of days from " + least + " to " + most,
                "give --days within that range; to keep everything, place a hold",
                null);
    }
}
