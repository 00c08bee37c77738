package exo.db.backup;

import exo.db.database.ClientProgram.Outcome;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** The dump that a manifest was to be of was not made; no manifest was written. */
final class DumpFailed extends ExoException {
    private static final long serialVersionUID = 1L;

    DumpFailed(DumpCommand command, Outcome outcome) {
        super(
                ExitStatus.CHECK_FAILED,
                "manifest.dump-failed",
                command.words().getFirst() + " ended with " + outcome.exitCode() + "; no manifest was written",
                String.join("; ", outcome.lastLines()),
                next(outcome),
                null);
    }

    private static String next(Outcome outcome) {
        String said = String.join("\n", outcome.lastLines());
        if (said.contains("server version mismatch")) {
            return "use a pg_dump of the server's version or a newer one: name it with its directory";
        }
        return outcome.exitCode() == 127
                ? "install PostgreSQL's client programs, or name pg_dump with its directory"
                : "put right what it says, then run the same command again";
    }
}
