package exo.db.schema;

/** A reason why a step is not taken unless the operator names it with {@code --allow}. */
public enum Hazard {
    /** Detaching so much of a table at once that a wrong clock or a mistyped window is likelier than intent. */
    MASS_DROP(
            "mass-drop",
            "more than 3 partitions of a table, or more than half of what it holds, would go at once, which a wrong"
                    + " clock, a restored backup or a mistyped window also looks like",
            "see exo-db-cli partitions list; if they are to go: exo-db-cli partitions drop-expired --allow mass-drop"),
    /** Dropping partitions that nobody can bring back. */
    NO_GRACE(
            "no-grace",
            "what is dropped at once cannot be brought back by partitions undrop: only a backup can give it back",
            "without --no-grace it waits in the trash first"),
    /** Converting a column so that values may lose something or come to mean something else. */
    NARROW_TYPE(
            "narrow-type",
            "the values of a column would be converted to a type that may not keep them as they are, while nobody can"
                    + " use the table",
            "see exo-db-cli migrate --dry-run --allow narrow-type; if it is right: exo-db-cli migrate --allow"
                    + " narrow-type"),
    /** Writing the default into rows that hold NULL where none is declared to be. */
    FILL_NULLS(
            "fill-nulls",
            "rows that hold NULL would get the column's default",
            "see exo-db-cli migrate --dry-run --allow fill-nulls; if it is right: exo-db-cli migrate --allow"
                    + " fill-nulls");

    private final String id;
    private final String why;
    private final String next;

    Hazard(String id, String why, String next) {
        this.id = id;
        this.why = why;
        this.next = next;
    }

    /** The word that {@code --allow} takes. */
    public String id() {
        return id;
    }

    /** What such a step is called when it is left out because nobody named the hazard. */
    public String pendingId() {
        return "hazard." + id;
    }

    /** Why such a step is not taken unasked. */
    public String why() {
        return why;
    }

    /** What to type to look at such steps, and to take them. */
    public String next() {
        return next;
    }
}
