package exo.db.dsn;

import java.util.List;

/** What was found where a password file may be. */
public sealed interface PasswordFile {
    /** There is none, or it cannot be read; libpq is silent about both. */
    record Absent() implements PasswordFile {}

    /** There is one that must not be trusted. */
    record Ignored(String reason) implements PasswordFile {}

    /** The lines of a file that only its owner can read, without their line ends. */
    record Trusted(List<String> lines) implements PasswordFile {
        public Trusted {
            lines = List.copyOf(lines);
        }

        /** The lines hold passwords. */
        @Override
        public String toString() {
            return "Trusted[" + lines.size() + " lines]";
        }
    }
}
