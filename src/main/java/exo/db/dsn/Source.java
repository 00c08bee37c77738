package exo.db.dsn;

import java.nio.file.Path;

/** Where the value of a connection parameter comes from. */
public sealed interface Source {
    /** The connection string itself. */
    record ConnectionText() implements Source {}

    /** An environment variable. */
    record Variable(String name) implements Source {}

    /**
     * A line of a password file.
     *
     * @param line counted from 1
     */
    record PasswordFileLine(Path file, int line) implements Source {}

    /** libpq's built-in value, or what it takes from the system in its place. */
    record BuiltIn() implements Source {}

    /** The source in words, as {@code dsn} and failures name it. */
    default String shown() {
        return switch (this) {
            case ConnectionText text -> "connection string";
            case Variable variable -> "variable " + variable.name();
            case PasswordFileLine entry -> "password file " + entry.file() + " line " + entry.line();
            case BuiltIn builtIn -> "default";
        };
    }
}
