package exo.db.sealing;

import exo.db.engine.JsonText;
import java.util.HashMap;
import java.util.Map;

/**
 * Up to which page of each relation all is sealed, so that a run that was killed is taken up there.
 *
 * <p>It saves reading and nothing else: what it skips is counted before a column is declared sealed, and what is found
 * there is sealed then. Thread-safe.
 */
final class SealCheckpoint {
    private final String kid;
    private final Map<String, Mark> marks;

    /** @param marks of a run that was interrupted */
    SealCheckpoint(String kid, Map<String, Mark> marks) {
        this.kid = kid;
        this.marks = new HashMap<>(marks);
    }

    /**
     * How far a relation is done.
     *
     * @param file the one that the pages are of
     */
    record Mark(long file, long page) {}

    /** The page to begin with; pages of a file that a rewrite has replaced say nothing. */
    synchronized long start(ValueHome home) {
        Mark mark = marks.get(home.relation().toString());
        return mark == null || mark.file() != home.file() ? 0 : Math.min(mark.page(), home.pages());
    }

    synchronized void reached(ValueHome home, long page) {
        marks.put(home.relation().toString(), new Mark(home.file(), page));
    }

    synchronized String json() {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeStringField("kid", kid);
            json.writeObjectFieldStart("relations");
            for (Map.Entry<String, Mark> mark : marks.entrySet()) {
                json.writeObjectFieldStart(mark.getKey());
                json.writeNumberField("file", mark.getValue().file());
                json.writeNumberField("page", mark.getValue().page());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
