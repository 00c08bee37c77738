package exo.db.backup;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The dump would go to standard output, which is for the report. */
final class DumpNowhere extends ExoException {
    private static final long serialVersionUID = 1L;

    private DumpNowhere() {
        super(
                ExitStatus.USAGE,
                "usage",
                "pg_dump is given no file",
                "its standard output is not kept",
                "name one with -f after --, as in: -- pg_dump -Fc -f exo.dump",
                null);
    }

    /** A wrapper may know better. */
    static void refuse(DumpCommand command) {
        if (command.isBare() && command.file().isEmpty()) {
            throw new DumpNowhere();
        }
    }
}
