package exo.db.failure;

/**
 * How a command ended, as the process's exit code.
 *
 * <p>The codes are a contract with scripts, init containers and monitoring: they are never renumbered, and a code that
 * is no longer used is not given to anything else.
 */
public enum ExitStatus {
    DONE(0, "done, or nothing to do"),
    BUG(1, "a bug in exo-db-cli"),
    USAGE(2, "wrong usage"),
    PENDING(3, "work is pending (--exit-code)"),
    CHECK_FAILED(4, "a check failed"),
    CHECK_WARNED(5, "a check warned, or --strict found something pending"),
    UNREACHABLE(10, "database unreachable (retryable)"),
    LOCKED(11, "a lock was not obtained (retryable)"),
    KEY(12, "encryption key missing, malformed or wrong; keyring missing or damaged"),
    SCHEMA(13, "not Exo's schema, or a newer one that lacks something this version needs"),
    REFUSED(14, "refused as unsafe or not possible here"),
    STOPPED(15, "stopped part way or deferred, safe to run again (retryable)"),
    CONNECTION_REFUSED(16, "the server refuses this connection"),
    INTERRUPTED(130, "interrupted by SIGINT"),
    TERMINATED(143, "terminated by SIGTERM");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number the process exits with. */
    public int code() {
        return code;
    }

    /** What the code says, in one line, as help and manual print it. */
    public String meaning() {
        return meaning;
    }

    /** Whether running the same command again may succeed without anything having been changed. */
    public boolean retryable() {
        return this == UNREACHABLE || this == LOCKED || this == STOPPED;
    }
}
