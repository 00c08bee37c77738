package exo.db.command.option;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The command line, or a variable that completes it, says something that cannot be done. */
public final class WrongUsage extends ExoException {
    private static final long serialVersionUID = 1L;

    public WrongUsage(String id, String what, String why, String next) {
        super(ExitStatus.USAGE, id, what, why, next, null);
    }
}
