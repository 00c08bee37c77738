package exo.db.recording;

import exo.db.recording.CastTree.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The directory that all recordings lie in, and the one place where a recording's path becomes a file. */
public record RecordingDirectory(Path root) {
    /** The variable that the backend reads too. */
    public static final String VARIABLE = "EXO_CAST_STORAGE_DIR";

    private static final String USUAL = "/var/lib/exo/casts";

    /** The directory that the variable names, else the usual one. */
    public static RecordingDirectory from(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return new RecordingDirectory(Path.of(named.isEmpty() ? USUAL : named).toAbsolutePath());
    }

    /** Where a recording's path leads. */
    sealed interface Place {
        /** Inside; it existed when it was looked at, and its real path has no symbolic link left. */
        record Inside(Path file) implements Place {}

        /** Nothing is there, and what would be would be inside. */
        record Missing() implements Place {}

        /** It leads out of the directory or is no path at all. */
        record Outside(String why) implements Place {}
    }

    /** Whether the directory is there at all: a volume may not be mounted here. */
    boolean exists() {
        return Files.isDirectory(root);
    }

    /** Where that path leads with all symbolic links followed. */
    Place find(String castPath) throws IOException {
        return switch (named(castPath)) {
            case Place.Inside inside -> resolved(inside.file());
            case Place.Missing missing -> missing;
            case Place.Outside outside -> outside;
        };
    }

    /**
     * Removes the file or link by that name, never what a link leads to, nor anything outside. Nothing is missing while
     * the volume is.
     */
    Removal remove(String castPath) throws IOException {
        if (named(castPath) instanceof Place.Outside outside) {
            return new Removal.Refused(outside.why());
        }
        Optional<String> doubt = VolumeTrust.doubt(this);
        if (doubt.isPresent()) {
            return new Removal.Refused(doubt.get());
        }
        VolumeTrust.mark(this);
        try (CastTree tree = CastTree.open(root)) {
            return tree.remove(Path.of(castPath).normalize(), attributes -> true);
        }
    }

    private Place resolved(Path file) throws IOException {
        try {
            Path real = file.toRealPath();
            return real.startsWith(root.toRealPath())
                    ? new Place.Inside(real)
                    : new Place.Outside("a symbolic link leads out of the recordings directory");
        } catch (NoSuchFileException e) {
            return new Place.Missing();
        }
    }

    /** By the text alone, before any file is touched. */
    private Place named(String castPath) {
        try {
            Path relative = Path.of(castPath);
            Path file = root.resolve(relative).normalize();
            if (relative.isAbsolute()) {
                return new Place.Outside("the path is absolute, not relative to the recordings directory");
            }
            if (!file.startsWith(root.normalize()) || file.equals(root.normalize()) || climbs(relative)) {
                return new Place.Outside("the path does not stay inside the recordings directory");
            }
            return new Place.Inside(file);
        } catch (InvalidPathException e) {
            return new Place.Outside("the path cannot be the name of a file");
        }
    }

    /** Even where it comes back: behind a symbolic link {@code ..} is elsewhere than the text says. */
    private static boolean climbs(Path relative) {
        for (Path name : relative) {
            if (name.toString().equals("..")) {
                return true;
            }
        }
        return false;
    }
}
