package exo.db.dsn;

import java.nio.file.Path;

/** Where the value of a connection parameter comes from. */
public sealed interface Source {
    /** The source in words, as {@code dsn} and failures name it. */
    String shown();

    /**
     * The connection string itself.
     *
     * @param givenBy the option or the variable that it came from; empty when that is of no matter
     */
    record ConnectionText(String givenBy) implements Source {
        ConnectionText() {
            this("");
        }

        @Override
        public String shown() {
            return givenBy.isEmpty() ? "connection string" : "connection string from " + givenBy;
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
     * A line of a service file.
     *
     * @param line counted from 1
     */
    record ServiceLine(String service, Path file, int line) implements Source {
        @Override
        public String shown() {
            return "service " + Redaction.name(service) + ", " + file + " line " + line;
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
