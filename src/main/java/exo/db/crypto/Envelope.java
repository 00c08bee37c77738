package exo.db.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A sealed value, {@code exo1:<kid>:<data>}, as {@code man/exo-db-envelope.7} specifies it: what other programs in Java
 * need to read and write the sensitive columns.
 *
 * <pre>{@code
 * try (RootKey rootKey = RootKey.load(System.getenv(), null);
 *         Keyring keyring = Keyring.open(entries, rootKey)) {          // the rows of encryption_keys
 *     Cell cell = new Cell("log_sinks", "config", id);                 // table, column, id as PostgreSQL prints it
 *     String sealed = Envelope.seal(keyring, cell, "{}");
 *     Opened opened = Envelope.open(keyring, cell, sealed);            // Plaintext, Unsealed, UnknownKid or Tampered
 * }
 * }</pre>
 *
 * <p>For many values in a row {@link EnvelopeSealer} and {@link EnvelopeOpener} are made once and used often.
 */
public final class Envelope {
    private static final String PREFIX = "exo1:";
    private static final int KID_END = PREFIX.length() + Kek.KID_LENGTH;
    private static final int DATA_START = KID_END + 1;

    /** Nonce and tag around an empty plaintext are 40 bytes, which base64 writes as 54 characters. */
    private static final int SHORTEST_DATA = 54;

    /** What each character is worth. Branches would be guessed wrong at every other character, which costs more. */
    private static final byte[] DIGITS = digits();

    private Envelope() {}

    /** Seals a value for its cell under the active key; sealing the same value again gives another text. */
    public static String seal(Keyring keyring, Cell cell, String plaintext) {
        try (EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), new SecureRandom())) {
            return sealer.seal(cell, plaintext);
        }
    }

    /** Opens the text that stands in the cell, whichever key of the keyring sealed it. */
    public static Opened open(Keyring keyring, Cell cell, String text) {
        try (EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            return opener.open(cell, text);
        }
    }

    /**
     * Whether the text has the form of a sealed value, which says nothing about whether it opens.
     *
     * <p>The same as PostgreSQL's {@code text ~ '^exo1:[0-9a-f]{8}:[A-Za-z0-9_-]{54,}$'}. A text of this form that
     * cannot be decoded is a damaged sealed value, never plaintext: it must not be sealed once more.
     */
    public static boolean isSealed(String text) {
        if (text.length() < DATA_START + SHORTEST_DATA
                || !text.startsWith(PREFIX)
                || text.charAt(KID_END) != ':'
                || !Kek.isKid(kid(text))) {
            return false;
        }
        for (int index = DATA_START; index < text.length(); index++) {
            if (digit(text.charAt(index)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The id of the KEK that a text of the sealed form names. */
    public static String kid(String sealed) {
        return sealed.substring(PREFIX.length(), KID_END);
    }

    /** What a sealed value carries, or null if its last character has bits that no encoder writes. */
    static byte @Nullable [] data(String sealed) {
        int spare = (sealed.length() - DATA_START) % 4;
        int last = digit(sealed.charAt(sealed.length() - 1));
        // Four characters hold three bytes: two characters leave 4 bits unused, three leave 2, and one is too few.
        boolean exact = switch (spare) {
            case 0 -> true;
            case 2 -> (last & 0b1111) == 0;
            case 3 -> (last & 0b11) == 0;
            default -> false;
        };
        return exact ? Base64.getUrlDecoder().decode(sealed.substring(DATA_START)) : null;
    }

    static String text(String kid, byte[] data) {
        return PREFIX + kid + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    /** The value of a base64url digit, or -1 for any other character. */
    private static int digit(char character) {
        return character < DIGITS.length ? DIGITS[character] : -1;
    }

    private static byte[] digits() {
        byte[] digits = new byte[128];
        Arrays.fill(digits, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int value = 0; value < alphabet.length(); value++) {
            digits[alphabet.charAt(value)] = (byte) value;
        }
        return digits;
    }
}
