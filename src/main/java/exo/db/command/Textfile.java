package exo.db.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a collector reads at any moment, and so is there as a whole or not at all. */
final class Textfile {
    private Textfile() {}

    /** @throws TextfileUnwritable when it cannot be written; what was there before is left */
    static void write(Path file, String text) {
        // Not ending as the collector's files do, so that it does not read what is not complete.
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(unfinished, text);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TextfileUnwritable(file, e);
        }
    }
}
