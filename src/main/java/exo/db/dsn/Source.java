package exo.db.dsn;

import java.nio.file.Path;

/** Where the value of a connection parameter comes from. */
public sealed interface Source {
    /** The source in words, as {@code dsn} and failures name it. */
    String shown();

    /** The connection string itself. */
    record ConnectionText() implements Source {
        @Override
        public String shown() {
            return "connection string";
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Source {
        @Override
        public String shown() {
            return "variable " + name;
        }
    }

    /**
     * A line of a password file.
     *
     * @param line counted from 1
     */
    record PasswordFileLine(Path file, int line) implements Source {
        @Override
        public String shown() {
            return "password file " + file + " line " + line;
        }
    }

    /** libpq's built-in value, or what it takes from the system in its place. */
    record BuiltIn() implements Source {
        @Override
        public String shown() {
            return "default";
        }
    }
}
