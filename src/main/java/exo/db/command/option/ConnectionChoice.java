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
        OPTION,
        VARIABLE,
        FILE
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

    /** What a connection string means, wherever it came from. */
    static ConnectionChoice of(String dsn, Origin origin) {
        if (dsn.isBlank()) {
            throw missing("the connection string is empty");
        }
        return dsn.startsWith(EMBEDDED) ? new Embedded(dsn.substring(EMBEDDED.length())) : new Text(dsn, origin);
    }

    private static ConnectionChoice fromEnvironment(Map<String, String> environment) {
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
        return of(text, Origin.VARIABLE);
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
