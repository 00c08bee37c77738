package exo.db.render;

import exo.db.failure.Word;

/** The form of what is told on standard error on the way to a result. */
public enum LogForm {
    /** Lines for people. */
    TEXT,
    /** One JSON object a line, with the field names of the Elastic Common Schema. */
    ECS;

    /** The word that {@code --log-format} takes. */
    @Override
    public String toString() {
        return Word.of(this);
    }
}
