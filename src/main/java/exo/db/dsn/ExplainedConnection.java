package exo.db.dsn;

import exo.db.failure.ExoException.Detail;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings that libpq would connect with, whether or not this tool can connect with them too.
 *
 * @param service what was looked up in the service files; libpq does not count it among the parameters once it is
 * @param parameters every word that has a value and where it comes from, in libpq's order
 * @param notes what the operator should know, among it what libpq would do differently
 * @param refusals the wishes for whose sake this tool would refuse to connect
 * @param hopeless with what libpq would fail when it connects; among the notes as well
 * @param usable what this tool connects with; null where it would not
 */
public record ExplainedConnection(
        @Nullable Parameter service,
        Map<Keyword, Parameter> parameters,
        List<ConnectionNote> notes,
        List<Detail> refusals,
        List<Detail> hopeless,
        @Nullable ResolvedConnection usable) {
    public ExplainedConnection {
        Map<Keyword, Parameter> ordered = new EnumMap<>(Keyword.class);
        ordered.putAll(parameters);
        parameters = Collections.unmodifiableMap(ordered);
        notes = List.copyOf(notes);
        refusals = List.copyOf(refusals);
        hopeless = List.copyOf(hopeless);
    }

    /** A connection that nobody has to look for in files and variables. */
    public static ExplainedConnection of(ResolvedConnection connection) {
        return new ExplainedConnection(
                null, connection.parameters(), connection.notes(), List.of(), List.of(), connection);
    }

    /**
     * Ends in the refusal that a command which connects would end in.
     *
     * @throws UnusableConnectionSettings when there is any
     */
    public void refuseWhatCannotBeHonoured() {
        if (!refusals.isEmpty()) {
            throw new UnusableConnectionSettings(refusals);
        }
    }

    /** What a command that connects ends in where nothing is usable. */
    public UnusableConnectionSettings refusal() {
        return new UnusableConnectionSettings(
                Stream.concat(refusals.stream(), hopeless.stream()).toList());
    }

    /** Shows which words are there; the values may hold secrets. */
    @Override
    public String toString() {
        return "ExplainedConnection" + parameters.keySet();
    }
}
