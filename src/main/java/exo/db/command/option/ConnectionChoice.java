package exo.db.command.option;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which database is meant: the option, then the variable; {@code --embedded} beats {@code EXO_DATABASE_DSN}. Never a
 * guess.
 */
public sealed interface ConnectionChoice {
    /** The variable that holds a connection string. */
    String VARIABLE = "EXO_DATABASE_DSN";

    /** The variable that names a file with a connection string. */
    String FILE_VARIABLE = "EXO_DATABASE_DSN_FILE";

    /** What a connection string begins with that means an embedded server. */
    String EMBEDDED = "embedded:";

    /** A connection string that was given as such. */
    record Text(String dsn, Origin origin) implements ConnectionChoice {}

    /** A file that holds a connection string. */
    record File(String path) implements ConnectionChoice {}

    /** The embedded server; an empty directory means the usual one. */
    record Embedded(String directory) implements ConnectionChoice {}

    /** Where a connection string came from. */
    enum Origin {
        OPTION("--dsn"),
        SCRATCH("--scratch-dsn"),
        VARIABLE(ConnectionChoice.VARIABLE),
        FILE(FILE_VARIABLE);

        private final String shown;

        Origin(String shown) {
            this.shown = shown;
        }

        /** What the operator wrote it into. */
        public String shown() {
            return shown;
        }
    }

    /**
     * Chooses.
     *
     * @throws WrongUsage when nothing was given, or too much
     */
    static ConnectionChoice of(@Nullable String dsn, @Nullable String embedded, Map<String, String> environment) {
        if (dsn != null && embedded != null) {
            throw new WrongUsage(
                    "dsn.ambiguous", "--dsn and --embedded are both given", "they name two databases", "leave one out");
        }
        if (embedded != null) {
            return new Embedded(embedded);
        }
        if (dsn != null) {
            return of(dsn, Origin.OPTION);
        }
        return fromEnvironment(environment);
    }

    /**
     * The connection string by itself, which may be empty and still be read; a variable that is set to nothing counts.
     *
     * @throws WrongUsage when none was given, or too many
     */
    static ConnectionChoice textOnly(@Nullable String dsn, @Nullable String embedded, Map<String, String> environment) {
        if (embedded != null) {
            throw new WrongUsage(
                    "usage",
                    "--parse-only reads a connection string, and --embedded is none",
                    "",
                    "give one with --dsn, or leave --parse-only out");
        }
        if (dsn != null) {
            return new Text(dsn, Origin.OPTION);
        }
        boolean isEmpty = environment.getOrDefault(VARIABLE, "").isEmpty()
                && environment.getOrDefault(FILE_VARIABLE, "").isEmpty();
        return isEmpty && environment.containsKey(VARIABLE) ? new Text("", Origin.VARIABLE) : given(environment);
    }

    /** What a connection string means, wherever it came from. */
    static ConnectionChoice of(String dsn, Origin origin) {
        if (dsn.isBlank()) {
            throw missing("the connection string is empty");
        }
        return dsn.startsWith(EMBEDDED) ? new Embedded(dsn.substring(EMBEDDED.length())) : new Text(dsn, origin);
    }

    private static ConnectionChoice fromEnvironment(Map<String, String> environment) {
        ConnectionChoice given = given(environment);
        return given instanceof Text text ? of(text.dsn(), text.origin()) : given;
    }

    private static ConnectionChoice given(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "");
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (!text.isEmpty() && !file.isEmpty()) {
            throw new WrongUsage(
                    "dsn.ambiguous",
                    VARIABLE + " and " + FILE_VARIABLE + " are both set",
                    "they may name two databases",
                    "unset one of them");
        }
        if (!file.isEmpty()) {
            return new File(file);
        }
        if (text.isEmpty()) {
            throw missing("neither --dsn, --embedded nor " + VARIABLE + " or " + FILE_VARIABLE + " is given");
        }
        return new Text(text, Origin.VARIABLE);
    }

    private static WrongUsage missing(String why) {
        return new WrongUsage(
                "dsn.missing",
                "no database to connect to",
                why,
                "set " + VARIABLE + "='host=db.example user=exo dbname=exo sslmode=verify-full', or try"
                        + " --embedded for a server of its own");
    }
}
