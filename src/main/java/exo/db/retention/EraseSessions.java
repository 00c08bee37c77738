package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.EraseRun.Batch;
import exo.db.schema.Pending;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Erases the sessions of a deployment, open ones too: the recording first, then the row, so that a stop between the two
 * leaves a row that the next run finds, and no file that nobody knows.
 */
final class EraseSessions {
    private static final String TABLE = "sessions";

    /** Few enough that removing their files does not keep the transaction open for long. */
    private static final int BATCH = 200;

    private final EraseRun run;
    private final Session session;
    private final Set<String> stuck = new LinkedHashSet<>();
    private @Nullable UUID last;
    private @Nullable UUID reached;
    private int found = BATCH;

    EraseSessions(EraseRun run) {
        this.run = run;
        this.session = run.session();
    }

    /** Sessions whose recording cannot be removed keep their row. */
    void erase() {
        while (found == BATCH && run.batch(TABLE, this::next)) {
            last = reached;
        }
        if (!stuck.isEmpty()) {
            run.leave(new Pending(
                    "recording.stuck",
                    stuck.size() + " sessions keep their row, since the recording could not be removed; first: "
                            + stuck.iterator().next(),
                    "run where the recordings volume is mounted; see exo-db-cli recordings check"));
        }
    }

    private Batch next() {
        Result<Record> sessions = session.sql()
                .fetch(EraseQueries.SESSIONS, DSL.val(run.target().id()), DSL.val(last, UUID.class), DSL.inline(BATCH));
        found = sessions.size();
        List<UUID> removed = new ArrayList<>();
        long recordings = 0;
        for (Record row : sessions) {
            reached = row.get("id", UUID.class);
            String castPath = row.get("cast_path", String.class);
            Optional<String> obstacle =
                    castPath == null ? Optional.empty() : run.recordings().remove(castPath);
            obstacle.ifPresent(stuck::add);
            if (obstacle.isEmpty()) {
                removed.add(row.get("id", UUID.class));
                recordings += castPath == null ? 0 : 1;
            }
        }
        session.sql().execute(EraseQueries.DELETE_SESSIONS, DSL.val(removed.toArray(UUID[]::new)));
        return new Batch(TABLE, TABLE, removed.size(), recordings);
    }
}
