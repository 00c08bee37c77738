package exo.db.recording;

import exo.db.database.Session;
import exo.db.recording.PruneReport.Expired;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the recordings that the database knows, page by page. */
final class RecordingReader {
    private static final int PAGE = 1000;

    private RecordingReader() {}

    static void forEach(Session session, Consumer<Recording> audience) {
        UUID last = null;
        List<Recording> page;
        do {
            page = page(session, last);
            page.forEach(audience);
            last = page.isEmpty() ? null : page.getLast().session();
        } while (page.size() == PAGE);
    }

    /** How many recordings the database knows. */
    static long count(Session session) {
        return session.sql().fetchSingle(RecordingQueries.COUNT).get(0, Long.class);
    }

    /** Whether the database knows of any recording. */
    static boolean any(Session session) {
        return !session.sql().fetch(RecordingQueries.PAGE, null, null, 1).isEmpty();
    }

    static List<String> unknown(Session session, List<String> paths) {
        return session.sql()
                .fetch(RecordingQueries.UNKNOWN, (Object) paths.toArray(String[]::new))
                .map(row -> row.get("path", String.class));
    }

    /** As the walk spells them. */
    static Set<String> spelledOtherwise(Session session) {
        Set<String> paths = new HashSet<>();
        for (String path :
                session.sql().fetch(RecordingQueries.SPELLED_OTHERWISE).getValues("cast_path", String.class)) {
            try {
                paths.add(Path.of(path).normalize().toString());
            } catch (InvalidPathException e) {
                // No file can have it.
            }
        }
        return paths;
    }

    /** What has expired by then, and would go if it were pruned now. */
    static List<Expired> countExpired(Session session, Instant now) {
        return session.sql()
                .fetch(RecordingQueries.COUNT_EXPIRED, DSL.val(now.toString()))
                .map(row -> new Expired(
                        row.get("deployment_id", UUID.class),
                        row.get("recordings", Long.class),
                        row.get("recordings", Long.class),
                        row.get("bytes", Long.class),
                        row.get("cutoff", Timestamp.class).toInstant()));
    }

    /** A session whose recording has expired. */
    record ExpiredRow(UUID session, UUID deployment, String castPath, Instant cutoff) {}

    /** The next of them after an id, held until the end of the transaction; what others hold is left out. */
    static List<ExpiredRow> expired(Session session, Instant now, @Nullable UUID last, int most) {
        return session.sql()
                .fetch(
                        RecordingQueries.NEXT_EXPIRED,
                        DSL.val(now.toString()),
                        DSL.val(last, UUID.class),
                        DSL.inline(most))
                .map(row -> new ExpiredRow(
                        row.get("id", UUID.class),
                        row.get("deployment_id", UUID.class),
                        row.get("cast_path", String.class),
                        row.get("cutoff", Timestamp.class).toInstant()));
    }

    /** Has these sessions mention no recording any more. */
    static void clear(Session session, List<UUID> sessions) {
        session.sql().execute(RecordingQueries.CLEAR, DSL.val(sessions.toArray(UUID[]::new)));
    }

    private static List<Recording> page(Session session, @Nullable UUID last) {
        return session.sql()
                .fetch(RecordingQueries.PAGE, last, last, PAGE)
                .map(row -> new Recording(
                        row.get("id", UUID.class),
                        row.get("deployment_id", UUID.class),
                        row.get("cast_path", String.class),
                        row.get("started_at", Timestamp.class).toInstant()));
    }
}
