package exo.db.dsn;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The service that a connection string names cannot be read from the service files, as libpq could not either. */
public final class UnusableService extends ExoException {
    private static final long serialVersionUID = 1L;

    private UnusableService(String what, String why, String next) {
        super(ExitStatus.USAGE, "dsn.service", what, why, next, null);
    }

    /**
     * Repeats no name out of a connection string: it may be a piece of a password.
     *
     * @param named who names it, in words
     * @param own null when there is none
     */
    static UnusableService undefined(String named, @Nullable Path own, Path system) {
        return new UnusableService(
                "the service that " + named + " names is not defined",
                "it is neither in " + (own == null ? "~/.pg_service.conf, which is not there," : own) + " nor in "
                        + system,
                "add a section with its name in brackets to one of them, or correct the service in the connection"
                        + " string or in PGSERVICE");
    }

    static UnusableService unreadable(Path file) {
        return new UnusableService(
                "the service file " + file + " cannot be read",
                "it is not there, or this user may not read it",
                "correct PGSERVICEFILE, or the file's permissions");
    }

    /** Repeats nothing of the line: it may hold a password. */
    static UnusableService brokenLine(Path file, int line, String rule) {
        return new UnusableService(
                "the service file " + file + " cannot be read at line " + line,
                rule,
                "write one parameter a line, such as host=db.example, without blanks before \"=\" and without quotes");
    }
}
