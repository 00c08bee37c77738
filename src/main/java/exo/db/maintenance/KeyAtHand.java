package exo.db.maintenance;

import exo.db.failure.ExoException;

/** The root key that a command was given, as far as a look at the database needs it. */
public sealed interface KeyAtHand {
    /** None was given. */
    record None() implements KeyAtHand {}

    /** It is one. */
    record Given(String fingerprint) implements KeyAtHand {}

    /** Something was given that is no key. */
    record Unusable(ExoException failure) implements KeyAtHand {}
}
