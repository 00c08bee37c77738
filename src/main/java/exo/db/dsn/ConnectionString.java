package exo.db.dsn;

import exo.db.dsn.MalformedConnectionString.Rule;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a connection string says by itself, as libpq's {@code PQconninfoParse} reads it: no variable, file or default is
 * looked at and no value is judged.
 *
 * @param values in libpq's order of words; a word with an empty value is there, one that is missing is not
 * @param notes what was accepted although it has no effect
 * @param source what the values name as theirs
 */
public record ConnectionString(Map<Keyword, String> values, List<ConnectionNote> notes, Source source) {
    /** What stands where a decoder met bytes that it could not read. */
    private static final char REPLACEMENT = '\uFFFD';

    public ConnectionString {
        Map<Keyword, String> ordered = new EnumMap<>(Keyword.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the keyword form ({@code host=db user='exo'}) or the URL form ({@code postgres://exo@db/exo}).
     *
     * <p>An empty text holds no parameters. {@code TimeZone}, a word of the Go driver, is accepted with a note.
     *
     * @throws MalformedConnectionString where libpq 16 would refuse the text as well
     */
    public static ConnectionString parse(String text) {
        return parse(text, new ParameterCollector(ParameterCollector.TimeZone.NOTED));
    }

    /**
     * Reads the text without the one word that is accepted beyond libpq.
     *
     * @throws MalformedConnectionString where libpq 16 would refuse the text as well
     */
    public static ConnectionString parseAsLibpq(String text) {
        return parse(text, new ParameterCollector(ParameterCollector.TimeZone.REFUSED));
    }

    private static ConnectionString parse(String text, ParameterCollector collector) {
        refuseUnreadable(text);
        int authority = UrlParser.authority(text);
        if (authority > 0) {
            new UrlParser(text, authority, collector).parse();
        } else {
            new KeywordValueParser(text, collector).parse();
        }
        return collector.finish();
    }

    /** The same, whose values name the option or the variable that the text came from. */
    public ConnectionString givenBy(String origin) {
        return new ConnectionString(values, notes, new Source.ConnectionText(origin));
    }

    /** The values with their source. */
    public Map<Keyword, Parameter> parameters() {
        Map<Keyword, Parameter> parameters = new EnumMap<>(Keyword.class);
        values.forEach((keyword, value) -> parameters.put(keyword, new Parameter(keyword, value, source)));
        return parameters;
    }

    /** Shows which words are there; the values may hold secrets. */
    @Override
    public String toString() {
        return "ConnectionString" + values.keySet().stream().map(Keyword::word).toList();
    }

    private static void refuseUnreadable(String text) {
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw new MalformedConnectionString(zero + 1, Rule.ZERO_CHARACTER);
        }
        int lost = lostCharacter(text);
        if (lost >= 0) {
            throw new MalformedConnectionString(lost + 1, Rule.UNREADABLE_CHARACTER);
        }
    }

    /** Where a decoder put a mark in place of what it could not read, or half a character; -1 when all is well. */
    static int lostCharacter(String text) {
        for (int at = 0; at < text.length(); at++) {
            int character = text.codePointAt(at);
            if (character == REPLACEMENT || Character.getType(character) == Character.SURROGATE) {
                return at;
            }
            at += Character.charCount(character) - 1;
        }
        return -1;
    }
}
