package exo.db.dsn;

import exo.db.failure.ExoException.Detail;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that libpq would connect with, whether or not this tool can connect with them too.
 *
 * @param service what was looked up in the service files; libpq does not count it among the parameters once it is
 * @param parameters every word that has a value and where it comes from, in libpq's order
 * @param notes what the operator should know, among it what libpq would do differently
 * @param refusals the wishes for whose sake this tool would refuse to connect
 * @param usable what this tool connects with; null where it would not
 */
public record ExplainedConnection(
        @Nullable Parameter service,
        Map<Keyword, Parameter> parameters,
        List<ConnectionNote> notes,
        List<Detail> refusals,
        @Nullable ResolvedConnection usable) {
    public ExplainedConnection {
        Map<Keyword, Parameter> ordered = new EnumMap<>(Keyword.class);
        ordered.putAll(parameters);
        parameters = Collections.unmodifiableMap(ordered);
        notes = List.copyOf(notes);
        refusals = List.copyOf(refusals);
    }

    /** A connection that nobody has to look for in files and variables. */
    public static ExplainedConnection of(ResolvedConnection connection) {
        return new ExplainedConnection(null, connection.parameters(), connection.notes(), List.of(), connection);
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

    /** Shows which words are there; the values may hold secrets. */
    @Override
    public String toString() {
        return "ExplainedConnection" + parameters.keySet();
    }
}
