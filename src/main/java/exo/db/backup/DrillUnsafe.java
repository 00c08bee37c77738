package exo.db.backup;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The scratch server is one that a drill must not work on; nothing has changed. */
final class DrillUnsafe extends ExoException {
    private static final long serialVersionUID = 1L;

    private DrillUnsafe(String what, String why) {
        super(
                ExitStatus.REFUSED,
                "drill.unsafe-target",
                what,
                why,
                "name an empty database of another server with --scratch-dsn, or leave it out for a server of its own",
                null);
    }

    static DrillUnsafe sameServer(String other) {
        return new DrillUnsafe(
                "the scratch server is the live one",
                "its system identifier is that of " + other + ", whatever its address");
    }

    static DrillUnsafe notEmpty(String database) {
        return new DrillUnsafe("the scratch database " + database + " is not empty", "it may be somebody's");
    }
}
