package exo.db.schema;

/**
 * Something in the database that is not as declared and is left as it is.
 *
 * @param id a stable, dotted name for programs, such as {@code drift.index}
 * @param what the object, and how it differs
 * @param next what can be done about it; empty where nothing needs to be
 */
public record Drift(Kind kind, String id, String what, String next) {
    /** How much it matters. */
    public enum Kind {
        /** It defeats what is declared, or the backend's writes: somebody ought to see to it. */
        HARMFUL,
        /** It differs in a way that the backend's ORM brings about, or in name only; both work. */
        TOLERATED,
        /** Nobody declared it: somebody else's, and none of this tool's business. */
        UNDECLARED
    }
}
