package exo.db.database.embedded;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The embedded server cannot be used here; nothing in its directory was lost. */
public final class EmbeddedServerUnavailable extends ExoException {
    private static final long serialVersionUID = 1L;

    private EmbeddedServerUnavailable(String id, String what, String why, String next, @Nullable Throwable cause) {
        super(ExitStatus.REFUSED, id, what, why, next, cause);
    }

    static EmbeddedServerUnavailable directory(Path directory, String why, String next) {
        return new EmbeddedServerUnavailable(
                "embedded.directory", "cannot keep an embedded server in " + directory, why, next, null);
    }

    static EmbeddedServerUnavailable files(Path path, Exception cause) {
        return new EmbeddedServerUnavailable(
                "embedded.files",
                "cannot write the embedded server's files in " + path,
                reason(cause),
                "check permissions and free space there, or name another directory with --embedded=DIR",
                cause);
    }

    static EmbeddedServerUnavailable programs(String what, String why, String next) {
        return new EmbeddedServerUnavailable("embedded.programs", what, why, next, null);
    }

    static EmbeddedServerUnavailable server(String what, String why, Path log) {
        return new EmbeddedServerUnavailable("embedded.server", what, why, "look into " + log, null);
    }

    static EmbeddedServerUnavailable busy(Path directory) {
        return new EmbeddedServerUnavailable(
                "embedded.busy",
                "the embedded server in " + directory + " stays busy",
                "another command has been starting or stopping it for too long",
                "run the command again; if this stays, see what holds " + directory.resolve("start.lock"),
                null);
    }

    /** What the operating system says; Java's message for a file is often its name alone. */
    private static String reason(Exception failure) {
        return switch (failure) {
            case UncheckedIOException wrapper -> String.valueOf(wrapper.getMessage());
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException missing -> "no such file: " + missing.getFile();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
