package exo.db.dsn;

import java.nio.file.Path;

/** The files beside a connection string that libpq looks at; nothing here throws, as libpq goes on without them. */
public interface ConnectionFiles {
    /** Whether something is there under this name. */
    boolean exists(Path file);

    /** Reads a password file as far as its permissions allow it to be trusted. */
    PasswordFile passwordFile(Path file);
}
