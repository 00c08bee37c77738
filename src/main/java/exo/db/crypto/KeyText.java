package exo.db.crypto;

import java.util.Arrays;
import java.util.Base64;

/**
 * A root key as someone wrote it down, told apart by length: 32 characters as they are, 64 hex digits, 43 or 44
 * characters of base64 or base64url.
 *
 * <p>No failure repeats any part of the text.
 */
final class KeyText {
    /** What 43 of base64's digits have in common with 44: the padding carries nothing. */
    private static final int BASE64_DIGITS = 43;

    private final String origin;
    private final byte[] text;

    /** @param text belongs to the caller, who overwrites it */
    KeyText(String origin, byte[] text) {
        this.origin = origin;
        this.text = text;
    }

    /**
     * The key that a file holds: text that may end with a newline, or 32 binary bytes.
     *
     * @throws KeyMalformed if it is neither
     */
    static SecretBytes keyInFile(String origin, byte[] content) {
        byte[] line = Arrays.copyOf(content, content.length - lineEnd(content));
        try {
            KeyText text = new KeyText(origin, line);
            if (text.isPrintable()) {
                return text.key();
            }
            if (content.length == SecretBytes.KEY_LENGTH) {
                return text.unlessRepeated(content.clone());
            }
            throw KeyMalformed.of(origin, "it is neither text of one line nor exactly 32 binary bytes");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** Whether these are 32 characters that are all hex digits, so that half of a key's chance is missing. */
    static boolean isHalfAKeyInHex(byte[] content) {
        int length = content.length - lineEnd(content);
        return length == SecretBytes.KEY_LENGTH && allHex(content, length);
    }

    /** @throws KeyMalformed if the text has no accepted form */
    SecretBytes key() {
        if (!isPrintable()) {
            throw KeyMalformed.of(
                    origin,
                    lineEnd(text) > 0 ? "it ends with a newline" : "it holds a character that is not printable ASCII");
        }
        return switch (text.length) {
            case 32 -> unlessRepeated(text.clone());
            case BASE64_DIGITS, BASE64_DIGITS + 1 -> base64();
            case 64 -> hex();
            default ->
                throw KeyMalformed.of(
                        origin, "its length, " + text.length + " characters, is that of no accepted form");
        };
    }

    private SecretBytes hex() {
        if (!allHex(text, text.length)) {
            throw KeyMalformed.of(origin, "it has 64 characters, but not all of them are hex digits");
        }
        byte[] key = new byte[SecretBytes.KEY_LENGTH];
        for (int index = 0; index < key.length; index++) {
            int high = Character.digit(text[2 * index], 16);
            int low = Character.digit(text[2 * index + 1], 16);
            key[index] = (byte) (high << 4 | low);
        }
        return unlessRepeated(key);
    }

    private SecretBytes base64() {
        boolean urlSafe = false;
        for (byte character : text) {
            urlSafe |= character == '-' || character == '_';
        }
        byte[] key = decoded(urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder());
        byte[] canonical = (urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder()).encode(key);
        // 43 digits leave two bits over, which only a damaged text has set.
        boolean exact = key.length == SecretBytes.KEY_LENGTH
                && Arrays.equals(canonical, 0, BASE64_DIGITS, text, 0, BASE64_DIGITS);
        Arrays.fill(canonical, (byte) 0);
        if (exact) {
            return unlessRepeated(key);
        }
        Arrays.fill(key, (byte) 0);
        throw KeyMalformed.of(origin, "it is base64, but not of exactly 32 bytes");
    }

    private byte[] decoded(Base64.Decoder decoder) {
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException e) {
            // Not passed on as the cause: its message quotes a character of the key.
            throw KeyMalformed.of(origin, "it has " + text.length + " characters, but is not base64");
        }
    }

    private SecretBytes unlessRepeated(byte[] key) {
        for (byte value : key) {
            if (value != key[0]) {
                return SecretBytes.owning(key);
            }
        }
        throw KeyMalformed.of(origin, "it is one byte repeated 32 times, which is a placeholder and no key");
    }

    private boolean isPrintable() {
        for (byte character : text) {
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean allHex(byte[] characters, int length) {
        for (int index = 0; index < length; index++) {
            if (Character.digit(characters[index], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes one line end at the end has. */
    private static int lineEnd(byte[] content) {
        int length = content.length;
        if (length == 0 || content[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && content[length - 2] == '\r' ? 2 : 1;
    }
}
