package exo.db.dsn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers the parameters of one connection string as they are read; of two equal words the last wins. */
final class ParameterCollector {
    private static final String TIME_ZONE = "timezone";

    /** What becomes of {@code TimeZone}, which GORM's manual recommends and libpq does not know. */
    enum TimeZone {
        NOTED,
        REFUSED
    }

    private final TimeZone timeZone;
    private final Map<Keyword, String> values = new EnumMap<>(Keyword.class);
    private final List<ConnectionNote> notes = new ArrayList<>();

    ParameterCollector(TimeZone timeZone) {
        this.timeZone = timeZone;
    }

    /** Stores a value whose word comes from the grammar itself. */
    void store(Keyword keyword, String value) {
        values.put(keyword, value);
    }

    /**
     * Stores a value under a word of the text.
     *
     * @param position where the word stands
     */
    void store(String word, String value, int position) {
        if (word.equals("requiressl")) {
            values.put(Keyword.SSLMODE, value.startsWith("1") ? "require" : "prefer");
        } else if (timeZone == TimeZone.NOTED && word.toLowerCase(Locale.ROOT).equals(TIME_ZONE)) {
            noteTimeZone();
        } else {
            values.put(Keyword.of(word).orElseThrow(() -> refusal(word, position)), value);
        }
    }

    ConnectionString finish() {
        return new ConnectionString(values, notes, new Source.ConnectionText());
    }

    private void noteTimeZone() {
        ConnectionNote note =
                ConnectionNote.noEffect("TimeZone", "this tool always works in UTC; libpq refuses the word");
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private static MalformedConnectionString refusal(String word, int position) {
        return ForeignWord.of(word)
                .map(foreign -> foreign.refusalAt(position))
                .orElseGet(() -> new MalformedConnectionString(position, MalformedConnectionString.Rule.UNKNOWN_WORD));
    }
}
