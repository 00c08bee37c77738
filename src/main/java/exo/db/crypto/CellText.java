package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a cell, sealed or not, in the bytes that it came in: where millions come by, a text of its own for
 * each costs as much as opening it.
 */
public final class CellText {
    private static final byte[] PREFIX = Envelope.PREFIX.getBytes(ISO_8859_1);
    private static final int KID_END = PREFIX.length + Kek.KID_LENGTH;
    private static final int DATA_START = KID_END + 1;

    /** Nonce and tag around an empty plaintext are 40 bytes, which base64 writes as 54 characters. */
    private static final int SHORTEST_DATA = 54;

    /** What each byte is worth. Branches would be guessed wrong at every other character, which costs more. */
    private static final byte[] DIGITS = digits();

    private final byte[] bytes;
    private final int from;
    private final int to;

    private CellText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** A part of bytes, which must not change while this is used. */
    public static CellText of(byte[] bytes, int from, int to) {
        return new CellText(bytes, from, to);
    }

    public static CellText of(String text) {
        // A character that is none of these becomes a question mark, which is in no sealed value either.
        byte[] bytes = text.getBytes(ISO_8859_1);
        return new CellText(bytes, 0, bytes.length);
    }

    /** The same in bytes of its own. */
    public CellText copy() {
        return new CellText(Arrays.copyOfRange(bytes, from, to), 0, to - from);
    }

    /** How many bytes it has. */
    public int length() {
        return to - from;
    }

    /** See {@link Envelope#isSealed}. */
    public boolean isSealed() {
        if (!beginsSealed()) {
            return false;
        }
        int worst = 0;
        for (int index = from + DATA_START; index < to; index++) {
            worst |= DIGITS[bytes[index] & 0xff];
        }
        return worst >= 0;
    }

    /** The id of the KEK that a text of the sealed form names. */
    public String kid() {
        return new String(bytes, from + PREFIX.length, Kek.KID_LENGTH, ISO_8859_1);
    }

    /** Whether all is there but for what is sealed, which may not have the form of it. */
    boolean beginsSealed() {
        return to - from >= DATA_START + SHORTEST_DATA
                && Arrays.equals(bytes, from, from + PREFIX.length, PREFIX, 0, PREFIX.length)
                && bytes[from + KID_END] == ':'
                && Kek.isKid(kid());
    }

    /**
     * What a text that begins as a sealed one carries, or null if it is not base64url, or if its last character has
     * bits that no encoder writes.
     */
    byte @Nullable [] data() {
        int start = from + DATA_START;
        int last = DIGITS[bytes[to - 1] & 0xff];
        // Four characters hold three bytes: two characters leave 4 bits unused, three leave 2, and one is too few.
        boolean isExact = switch ((to - start) % 4) {
            case 0 -> last >= 0;
            case 2 -> last >= 0 && (last & 0b1111) == 0;
            case 3 -> last >= 0 && (last & 0b11) == 0;
            default -> false;
        };
        try {
            return isExact
                    ? Base64.getUrlDecoder()
                            .decode(ByteBuffer.wrap(bytes, start, to - start))
                            .array()
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] digits() {
        byte[] digits = new byte[256];
        Arrays.fill(digits, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int value = 0; value < alphabet.length(); value++) {
            digits[alphabet.charAt(value)] = (byte) value;
        }
        return digits;
    }

    /** Without the text, which may be plaintext. */
    @Override
    public String toString() {
        return "***";
    }
}
