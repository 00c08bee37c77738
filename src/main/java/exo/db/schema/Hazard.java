package exo.db.schema;

/** A reason why a step is not taken unless the operator names it with {@code --allow}. */
public enum Hazard {
    /** Detaching so much of a table at once that a wrong clock or a mistyped window is likelier than intent. */
    MASS_DROP("mass-drop");

    private final String id;

    Hazard(String id) {
        this.id = id;
    }

    /** The word that {@code --allow} takes. */
    public String id() {
        return id;
    }
}
