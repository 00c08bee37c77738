package exo.db.engine;

import org.jooq.exception.DataAccessException;

/** The locks of a step were not to be had in the time that is given to all of them. Known to the executor only. */
final class LockNotObtained extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String holders;
    private final DataAccessException refusal;

    /** @param holders who was in the way when it was last tried */
    LockNotObtained(String holders, DataAccessException refusal) {
        super(holders, refusal);
        this.holders = holders;
        this.refusal = refusal;
    }

    String holders() {
        return holders;
    }

    DataAccessException refusal() {
        return refusal;
    }
}
