package exo.db.recording;

import exo.db.database.Session;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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

    /** Whether the database knows of any recording. */
    static boolean any(Session session) {
        return !session.sql().fetch(RecordingQueries.PAGE, null, null, 1).isEmpty();
    }

    static List<String> unknown(Session session, List<String> paths) {
        return session.sql()
                .fetch(RecordingQueries.UNKNOWN, (Object) paths.toArray(String[]::new))
                .map(row -> row.get("path", String.class));
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
