package exo.db.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of all failures that an operator can act on: says what is the case, why, and what to do next.
 *
 * <p>None of the texts ever holds a secret or a whole connection string. <em>what</em> names the object, <em>why</em>
 * is the server's own message where there is one, <em>next</em> is a command, an option or a place to look.
 */
public abstract class ExoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus exitStatus;
    private final String id;
    private final String why;
    private final String next;

    /**
     * @param id a stable, dotted name for programs, such as {@code key.wrong}
     * @param what the object and what happened to it; also the exception's message
     */
    protected ExoException(
            ExitStatus exitStatus, String id, String what, String why, String next, @Nullable Throwable cause) {
        super(what, cause);
        this.exitStatus = exitStatus;
        this.id = id;
        this.why = why;
        this.next = next;
    }

    /** The code the process ends with when nothing handles this failure. */
    public final ExitStatus exitStatus() {
        return exitStatus;
    }

    /** A stable, dotted name for programs, such as {@code key.wrong}; never reused for another meaning. */
    public final String id() {
        return id;
    }

    /** The object and what happened to it. */
    public final String what() {
        return String.valueOf(getMessage());
    }

    /** The reason, in the server's words where it gave one; may be empty. */
    public final String why() {
        return why;
    }

    /** What to type, set or look at next; may be empty. */
    public final String next() {
        return next;
    }

    /** The five-character SQLSTATE of the server's error behind this failure, where there is one. */
    public @Nullable String sqlState() {
        return null;
    }

    /** The single findings behind a failure that stands for several. */
    public List<Detail> details() {
        return List.of();
    }

    /**
     * One of several findings behind a failure.
     *
     * @param id a stable, dotted name for programs
     */
    public record Detail(String id, String what, String next) {}
}
