package exo.db.crypto;

import exo.db.failure.Word;

/** Whether a KEK still seals values; both kinds open them. */
public enum KekState {
    ACTIVE,
    RETIRED;

    /** The state as the column {@code state} holds it. */
    public String text() {
        return Word.of(this);
    }

    /**
     * The state that the column {@code state} holds.
     *
     * @throws KeyringDamaged if the text names no state
     */
    public static KekState of(String text) {
        for (KekState state : values()) {
            if (state.text().equals(text)) {
                return state;
            }
        }
        throw new KeyringDamaged("a key has a state that this version does not know");
    }
}
