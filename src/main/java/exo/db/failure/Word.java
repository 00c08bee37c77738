package exo.db.failure;

import java.util.Locale;

/** How a constant is spelled for people, in JSON and on the command line; never renamed, since programs read it. */
public final class Word {
    private Word() {}

    /** Such as {@code left-out}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
