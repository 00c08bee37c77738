package exo.db.database.embedded;

import exo.db.database.embedded.ServerPrograms.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lets tests of other packages run the server's programs on a directory of their own. */
public final class TestPrograms {
    private TestPrograms() {}

    /** Runs a program to its end; fails with what it said unless it succeeds. */
    public static void run(Path directory, String program, List<String> arguments) throws IOException {
        Path programs = new ServerBinaries(Path.of("target", "postgres-binaries"), progress -> {}).programs();
        Outcome outcome = ServerPrograms.forDirectory(directory, programs).run(program, arguments, "");
        if (!outcome.succeeded()) {
            throw new IllegalStateException(program + " failed: " + outcome.output());
        }
    }
}
