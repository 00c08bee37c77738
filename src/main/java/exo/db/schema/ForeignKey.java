package exo.db.schema;

/** A foreign key of one column to the {@code id} of another table of the same schema. */
public record ForeignKey(String name, String column, String references, OnDelete onDelete) {
    /** What happens to the referring row when the referenced one is deleted. */
    public enum OnDelete {
        CASCADE("cascade", 'c'),
        SET_NULL("set null", 'n'),
        RESTRICT("restrict", 'r');

        private final String sql;
        private final char code;

        OnDelete(String sql, char code) {
            this.sql = sql;
            this.code = code;
        }

        /** As a statement spells it. */
        public String sql() {
            return sql;
        }

        /** As {@code pg_constraint.confdeltype} stores it. */
        public char code() {
            return code;
        }
    }

    /** What two equivalent keys share whatever their names; the catalog query spells observed keys the same way. */
    public String definition() {
        return column + " -> " + references + "(id) " + onDelete.code();
    }
}
