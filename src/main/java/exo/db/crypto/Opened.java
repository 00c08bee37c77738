package exo.db.crypto;

/** What came of opening one value; none of it is an exception, since a check goes on to the next value. */
public sealed interface Opened {
    /** The value is genuine and belongs to its cell. Prints without its text. */
    record Plaintext(String text) implements Opened {
        @Override
        public String toString() {
            return "Plaintext[***]";
        }
    }

    /** The text has not the form of a sealed value: it is plaintext, and damage in a column that is sealed. */
    record Unsealed() implements Opened {}

    /** The keyring does not hold this KEK; a reader reads {@code encryption_keys} again, once. */
    record UnknownKid(String kid) implements Opened {}

    /** The value was changed, cut, moved from another cell, or sealed under another key of the same id. */
    record Tampered() implements Opened {}
}
