package exo.db.render;

import java.util.Locale;

/** The forms that results are printed in. */
public enum Output {
    TABLE,
    JSON,
    SQL,
    CSV;

    /** The word that {@code --output} takes. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
