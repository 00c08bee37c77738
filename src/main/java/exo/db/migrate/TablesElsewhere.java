package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The model's tables lie in another schema of the search path: a second set beside them would be used by nobody. */
public final class TablesElsewhere extends ExoException {
    private static final long serialVersionUID = 1L;

    /** So many tables of a schema are named; all the others lie there too. */
    private static final int MOST_NAMED = 5;

    /**
     * @param target the schema that was found first, in which they are missing
     * @param elsewhere by schema, never empty
     */
    TablesElsewhere(String target, Map<String, List<String>> elsewhere) {
        super(
                ExitStatus.REFUSED,
                "schema.elsewhere",
                "tables of Exo's are missing in schema \"" + target + "\" and lie in another schema of the search path",
                listed(elsewhere),
                "name the schema that is meant: " + choices(target, elsewhere) + "; nothing was changed",
                null);
    }

    private static String listed(Map<String, List<String>> elsewhere) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(elsewhere).forEach((schema, tables) -> {
            text.append(text.isEmpty() ? "" : "; ").append('"').append(schema).append("\" holds ");
            text.append(String.join(", ", tables.subList(0, Math.min(MOST_NAMED, tables.size()))));
            text.append(tables.size() > MOST_NAMED ? " and " + (tables.size() - MOST_NAMED) + " more" : "");
        });
        return text.toString();
    }

    private static String choices(String target, Map<String, List<String>> elsewhere) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(elsewhere)
                .keySet()
                .forEach(schema -> text.append(option(schema)).append(", "));
        return text + "or, where those are not Exo's, " + option(target);
    }

    /** As a shell takes it. */
    private static String option(String schema) {
        return "--schema '" + schema.replace("'", "'\\''") + "'";
    }
}
