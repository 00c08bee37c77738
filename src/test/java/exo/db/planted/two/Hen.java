package exo.db.planted.two;

import exo.db.planted.one.Egg;

/** The other half of a cycle. */
public final class Hen {
    public String lay() {
        return Egg.of(this);
    }
}
