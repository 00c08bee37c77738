package exo.db.backup;

import exo.db.database.ScratchServer;
import exo.db.database.Session;
import exo.db.database.SqlState;
import java.util.List;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A database that is made for one drill and dropped after it, on a server that may have others, which are never
 * touched. What a killed drill left is dropped by the next one on the same server.
 */
final class ScratchDatabase implements AutoCloseable {
    private static final String PREFIX = "exo_drill_";

    private final ScratchServer server;
    private final String name;

    /** Keeps another drill from dropping it while none of this one's other sessions is in it. */
    private final Session holder;

    private boolean isThere = true;

    private ScratchDatabase(ScratchServer server, String name, Session holder) {
        this.server = server;
        this.name = name;
        this.holder = holder;
    }

    /** Makes one, empty. */
    static ScratchDatabase make(ScratchServer server) {
        try (Session session = server.control()) {
            sweep(session);
            String name =
                    PREFIX + session.sql().fetchSingle(BackupQueries.NEW_NAME).get(0, String.class);
            session.sql().execute("create database {0} template template0 encoding 'UTF8'", DSL.name(name));
            Session holder = server.in(name, "public");
            // Only what is marked is dropped by others, and by then somebody is in it.
            session.sql()
                    .execute("comment on database {0} is {1}", DSL.name(name), DSL.inline(BackupQueries.DRILL_MARK));
            return new ScratchDatabase(server, name, holder);
        }
    }

    /** Drops those that nobody is connected to; without force, so that a drill that runs keeps its own. */
    private static void sweep(Session session) {
        List<String> left = session.sql()
                .fetch(BackupQueries.DRILLS, DSL.val(PREFIX), DSL.val(BackupQueries.DRILL_MARK))
                .getValues(0, String.class);
        for (String name : left) {
            try {
                session.sql().execute("drop database if exists {0}", DSL.name(name));
            } catch (RuntimeException e) {
                if (!SqlState.is(e, SqlState.OBJECT_IN_USE)) {
                    throw e;
                }
            }
        }
    }

    /** A session in it. */
    Session open(@Nullable String schema) {
        return server.in(name, schema);
    }

    /** Drops it with whoever is connected; once. */
    @Override
    public synchronized void close() {
        if (isThere) {
            isThere = false;
            holder.close();
            try (Session session = server.control()) {
                session.sql().execute("drop database if exists {0} with (force)", DSL.name(name));
            }
        }
    }
}
