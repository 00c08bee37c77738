package exo.db.dsn;

import java.util.stream.Collectors;

/**
 * The form in which a connection may appear in messages and logs.
 *
 * <p>Built by allow-list from the resolved parts and never by cutting secrets out of the text: user, hosts, ports and
 * database, and of these only what looks like one; a name with other characters may be a piece of a password.
 */
public final class Redaction {
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

    private static String name(String name) {
        return name.codePoints()
                        .allMatch(character -> Character.isLetterOrDigit(character) || "-_.$".indexOf(character) >= 0)
                ? name
                : Secret.SHOWN;
    }
}
