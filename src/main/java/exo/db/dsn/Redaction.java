package exo.db.dsn;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The form in which a connection may appear in messages and logs.
 *
 * <p>Built by allow-list from the resolved parts and never by cutting secrets out of the text: user, hosts, ports and
 * database, and of these only what looks like one; a name with other characters may be a piece of a password.
 */
public final class Redaction {
    private static final Set<Keyword> PLACE = EnumSet.of(Keyword.HOST, Keyword.PORT, Keyword.DBNAME);

    private Redaction() {}

    /**
     * Such as {@code postgres://exo@db:5432/exo}, several servers joined by commas.
     *
     * <p>Nothing is shown when the database's name holds an {@code @}: a password with a bare {@code /} in a URL makes
     * one, and leaves its other piece among hosts and ports.
     */
    public static String display(ResolvedConnection connection) {
        if (connection.database().indexOf('@') >= 0) {
            return "postgres://" + Secret.SHOWN;
        }
        String servers = connection.servers().stream().map(ServerAddress::shown).collect(Collectors.joining(","));
        return "postgres://" + name(connection.user()) + "@" + servers + "/" + name(connection.database());
    }

    /**
     * The value of a parameter for everybody's eyes. Beside secrets it hides where the server is when an {@code @} in
     * the host or in the database tells that a piece of a password has come there.
     */
    public static String shown(Parameter parameter, Map<Keyword, Parameter> all) {
        boolean mayBePassword =
                PLACE.contains(parameter.keyword()) && (holdsAt(all, Keyword.HOST) || holdsAt(all, Keyword.DBNAME));
        return mayBePassword ? Secret.SHOWN : parameter.shown();
    }

    /** An abstract socket begins with one. */
    private static boolean holdsAt(Map<Keyword, Parameter> all, Keyword keyword) {
        Parameter parameter = all.get(keyword);
        return parameter != null && parameter.value().indexOf('@', 1) >= 0;
    }

    /** A file's name, or nothing of it: somebody may have put a whole connection string in its place. */
    public static String path(String path) {
        return path.codePoints()
                        .allMatch(character -> Character.isLetterOrDigit(character) || "-_./".indexOf(character) >= 0)
                ? path
                : Secret.SHOWN;
    }

    /** A name by itself, or nothing of it. */
    static String name(String name) {
        return name.codePoints()
                        .allMatch(character -> Character.isLetterOrDigit(character) || "-_.$".indexOf(character) >= 0)
                ? name
                : Secret.SHOWN;
    }
}
