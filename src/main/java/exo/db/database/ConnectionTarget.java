package exo.db.database;

import exo.db.database.embedded.EmbeddedLocation;
import exo.db.dsn.ResolvedConnection;

/** What to connect to. */
public sealed interface ConnectionTarget {
    /** A server that somebody runs. */
    record Server(ResolvedConnection connection) implements ConnectionTarget {}

    /** The server that this tool starts by itself, for trials. */
    record Embedded(EmbeddedLocation location) implements ConnectionTarget {}
}
