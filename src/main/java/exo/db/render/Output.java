package exo.db.render;

import exo.db.failure.Word;

/** The forms that results are printed in. */
public enum Output {
    TABLE,
    JSON,
    SQL,
    CSV;

    /** The word that {@code --output} takes. */
    @Override
    public String toString() {
        return Word.of(this);
    }
}
