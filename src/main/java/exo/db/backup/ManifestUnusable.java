package exo.db.backup;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.nio.file.Path;

/** There is no manifest to compare with, or no place to write one. */
final class ManifestUnusable extends ExoException {
    private static final long serialVersionUID = 1L;

    ManifestUnusable(Path file, Exception cause) {
        super(
                ExitStatus.CHECK_FAILED,
                "manifest.unusable",
                "the manifest " + file + " cannot be used",
                cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                "name a file that exo-db-cli backup-check manifest --out wrote, whole",
                cause);
    }
}
