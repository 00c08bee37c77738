package exo.db.sealing;

import exo.db.schema.QualifiedName;
import java.util.List;

/**
 * A relation whose rows hold values of encrypted columns: a table, one partition of it, or one that waits in the trash.
 *
 * @param columns the encrypted columns that it has
 * @param pages as of now
 * @param rows by the planner's statistics, scaled to the pages of now; a guess where nobody ever counted
 * @param file tells whether the rows were moved by a rewrite since
 */
public record ValueHome(
        QualifiedName relation, Whereabouts whereabouts, List<Column> columns, long pages, long rows, long file) {
    public ValueHome {
        columns = List.copyOf(columns);
    }

    /** Where a relation lies. */
    public enum Whereabouts {
        IN_USE,
        /** A partition that was set aside, to be dropped or brought back. */
        IN_TRASH
    }

    /**
     * An encrypted column as it is here.
     *
     * @param type as the server prints it: {@code text}, or what an older release had
     */
    public record Column(String name, String type) {
        /** Whether a sealed value could be stored in it. */
        public boolean takesEnvelopes() {
            return type.equals("text");
        }
    }
}
