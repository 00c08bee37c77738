package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What came of opening one value; none of it is an exception, since a check goes on to the next value. */
public sealed interface Opened {
    /** The value is genuine and belongs to its cell. Prints without its text. */
    final class Plaintext implements Opened {
        private final byte[] bytes;

        public Plaintext(String text) {
            this(text.getBytes(UTF_8));
        }

        /** Takes the bytes over. */
        Plaintext(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Made anew each time: most values are opened only to know that they can be. */
        public String text() {
            return new String(bytes, UTF_8);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Plaintext plaintext && Arrays.equals(bytes, plaintext.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

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
