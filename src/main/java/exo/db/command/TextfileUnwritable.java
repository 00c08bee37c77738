package exo.db.command;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.io.IOException;
import java.nio.file.Path;

/** Monitoring would go on seeing what an earlier check found. */
final class TextfileUnwritable extends ExoException {
    private static final long serialVersionUID = 1L;

    TextfileUnwritable(Path file, IOException cause) {
        super(
                ExitStatus.REFUSED,
                "textfile.unwritable",
                "cannot write the metrics to " + file,
                cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                "name a file in a directory that may be written to with --textfile",
                cause);
    }
}
