package exo.db.recording;

import exo.db.recording.CastTree.Going;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Tells the volume of the recordings from the empty directory that it is mounted on: who took the one for the other
 * would find every recording gone, and clear every row. A volume is believed in when it holds a file; since its last
 * recording may go rightly, a mark is left on it before anything is removed.
 */
final class VolumeTrust {
    /** Begins with a dot, as no recording does. */
    static final Path MARK = Path.of(".exo-db-cli-volume");

    /** Also for a volume that was lost for good. */
    static final String CURE = "mount the volume; if it really is empty, say so with a file " + MARK + " in it";

    private VolumeTrust() {}

    /** Why the directory is not to be taken for the volume; empty where it is. */
    static Optional<String> doubt(RecordingDirectory directory) throws IOException {
        if (!directory.exists()) {
            return Optional.of("the recordings directory " + directory.root() + " is not there");
        }
        return isMarked(directory) || holdsAFile(directory)
                ? Optional.empty()
                : Optional.of("the recordings directory " + directory.root()
                        + " holds no file, like the mount point of a volume that is not mounted");
    }

    /** Leaves the mark, so that the volume is known when it is empty. */
    static void mark(RecordingDirectory directory) throws IOException {
        if (isMarked(directory)) {
            return;
        }
        try {
            Files.createFile(directory.root().resolve(MARK));
        } catch (FileAlreadyExistsException e) {
            // Somebody else was faster.
        }
    }

    private static boolean isMarked(RecordingDirectory directory) {
        return Files.exists(directory.root().resolve(MARK), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean holdsAFile(RecordingDirectory directory) throws IOException {
        Search search = new Search();
        try (CastTree tree = CastTree.open(directory.root())) {
            tree.walk(search);
        }
        return search.hasFound;
    }

    /** Stops at the first file that could be a recording. */
    private static final class Search implements CastTree.Visitor {
        private boolean hasFound;

        @Override
        public Going file(Path relative, BasicFileAttributes attributes) {
            hasFound = !relative.getFileName().toString().startsWith(".");
            return hasFound ? Going.NO_FURTHER : Going.ON;
        }

        @Override
        public Going other(Path relative) {
            return Going.ON;
        }

        @Override
        public void unreadable(Path relative, IOException failure) {
            // Nothing was found there; whoever removes something there fails on it.
        }
    }
}
