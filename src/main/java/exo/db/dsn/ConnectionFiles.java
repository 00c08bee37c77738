package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files beside a connection string that libpq looks at; nothing here throws, as libpq goes on without them. */
public interface ConnectionFiles {
    /** Whether something is there under this name. */
    boolean exists(Path file);

    /** The lines of a service file, none in a directory; empty when it cannot be opened. */
    Optional<List<String>> serviceLines(Path file);

    /** Reads a password file as far as its permissions allow it to be trusted. */
    PasswordFile passwordFile(Path file);
}
