package exo.db.database;

import org.jspecify.annotations.Nullable;

/** Looks behind a failure. */
final class Causes {
    private Causes() {}

    /** The first failure of a type in the chain of causes, or null where there is none. */
    static <T extends Throwable> @Nullable T first(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
