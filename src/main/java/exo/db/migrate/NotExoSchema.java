package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** Tables bear the names of Exo's but are not Exo's. */
public final class NotExoSchema extends ExoException {
    private static final long serialVersionUID = 1L;

    NotExoSchema(String schema, List<String> tables) {
        super(
                ExitStatus.SCHEMA,
                "schema.foreign",
                "schema \"" + schema + "\" is not Exo's",
                "tables of the same name with other keys, or without the columns that every release had: "
                        + String.join(", ", tables),
                "use a database or, with --schema, a schema of Exo's own; nothing was changed",
                null);
    }
}
