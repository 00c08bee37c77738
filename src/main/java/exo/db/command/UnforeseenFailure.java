package exo.db.command;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** A bug in exo-db-cli, as programs are told of it; a person is shown its trace instead. */
final class UnforeseenFailure extends ExoException {
    private static final long serialVersionUID = 1L;

    /** The failure's own message is left out, since nobody has seen to it that it holds no secret. */
    UnforeseenFailure(Exception failure) {
        super(
                ExitStatus.BUG,
                "bug",
                "this is a bug in exo-db-cli",
                "unforeseen: " + failure.getClass().getName() + place(failure),
                "run it again with --output table to see the trace, and report it",
                failure);
    }

    private static String place(Exception failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }
}
