package exo.db.planted.one;

import exo.db.planted.two.Hen;

/** One half of a cycle. */
public final class Egg {
    private Egg() {}

    public static String of(Hen hen) {
        return hen.lay();
    }
}
