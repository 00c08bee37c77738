package exo.db.database;

import java.util.List;

/**
 * What is known of the server and of ourselves once a connection stands.
 *
 * @param version as {@code server_version} prints it
 * @param schema the schema that all work happens in
 * @param otherSchemas what follows it on the search path that the connection came with, in order; none where the schema
 *     was named, which says enough
 * @param recovery whether this is a standby
 * @param access whether this session may write at all
 */
public record ServerFacts(
        String host,
        int port,
        String version,
        String database,
        String user,
        String schema,
        List<String> otherSchemas,
        Recovery recovery,
        Access access) {
    public ServerFacts {
        otherSchemas = List.copyOf(otherSchemas);
    }

    /** Whether the server replays another's changes. */
    public enum Recovery {
        PRIMARY,
        STANDBY
    }

    /** Whether transactions may write by default. */
    public enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /** What it is, in words that follow "it is". */
    public String kind() {
        if (recovery == Recovery.STANDBY) {
            return "a standby";
        }
        return access == Access.READ_WRITE ? "a writable primary" : "a read-only primary";
    }

    /** The server's major version. */
    public int major() {
        int end = 0;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return Integer.parseInt(version.substring(0, end));
    }
}
