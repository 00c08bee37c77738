package exo.db.crypto;

import java.util.Arrays;
import java.util.Base64;

/**
 * A root key as someone wrote it down, told apart by length: 32 characters as they are, 64 hex digits, 43 or 44
 * characters of base64 or base64url.
 *
 * <p>No reason that is given here repeats any part of the text.
 */
sealed interface KeyForm {
    /** A key that leaves nothing to say. */
    record Clear(SecretBytes key) implements KeyForm {}

    /** Thirty-two characters that are all hex digits, so that half of the chance is missing. */
    record LooksLikeHex(SecretBytes key) implements KeyForm {}

    /** No key. */
    record Refused(String why) implements KeyForm {}

    /** Reads the text of a variable. */
    static KeyForm read(byte[] text) {
        if (!isPrintable(text)) {
            return new Refused(
                    lineEnd(text) > 0 ? "it ends with a newline" : "it holds a character that is not printable ASCII");
        }
        return switch (text.length) {
            case 32 -> characters(text);
            case 43, 44 -> base64(text);
            case 64 -> hex(text);
            default -> new Refused("its length, " + text.length + " characters, is that of no accepted form");
        };
    }

    /** Reads the content of a file: text that may end with a newline, or 32 binary bytes. */
    static KeyForm readFile(byte[] content) {
        byte[] text = Arrays.copyOf(content, content.length - lineEnd(content));
        try {
            if (isPrintable(text)) {
                return read(text);
            }
            return content.length == SecretBytes.KEY_LENGTH
                    ? key(content.clone())
                    : new Refused("it is neither text of one line nor exactly 32 binary bytes");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static KeyForm characters(byte[] text) {
        KeyForm form = key(text.clone());
        if (form instanceof Clear clear && allHex(text)) {
            return new LooksLikeHex(clear.key());
        }
        return form;
    }

    private static KeyForm hex(byte[] text) {
        if (!allHex(text)) {
            return new Refused("it has 64 characters, but not all of them are hex digits");
        }
        byte[] key = new byte[SecretBytes.KEY_LENGTH];
        for (int index = 0; index < key.length; index++) {
            int high = Character.digit(text[2 * index], 16);
            int low = Character.digit(text[2 * index + 1], 16);
            key[index] = (byte) (high << 4 | low);
        }
        return key(key);
    }

    private static KeyForm base64(byte[] text) {
        boolean urlSafe = false;
        for (byte character : text) {
            urlSafe |= character == '-' || character == '_';
        }
        Base64.Decoder decoder = urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder();
        Base64.Encoder encoder = urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder();
        byte[] key;
        try {
            key = decoder.decode(text);
        } catch (IllegalArgumentException e) {
            // Its message would quote a character of the key.
            return new Refused("it has " + text.length + " characters, but is not base64");
        }
        byte[] canonical = encoder.encode(key);
        // 43 characters leave two bits over, which only a damaged text has set; a padded text ends with one '='.
        boolean exact = key.length == SecretBytes.KEY_LENGTH && Arrays.equals(canonical, 0, 43, text, 0, 43);
        Arrays.fill(canonical, (byte) 0);
        if (exact) {
            return key(key);
        }
        Arrays.fill(key, (byte) 0);
        return new Refused("it is base64, but not of exactly 32 bytes");
    }

    private static KeyForm key(byte[] key) {
        for (byte value : key) {
            if (value != key[0]) {
                return new Clear(SecretBytes.owning(key));
            }
        }
        Arrays.fill(key, (byte) 0);
        return new Refused("it is one byte repeated 32 times, which is a placeholder and no key");
    }

    private static boolean isPrintable(byte[] text) {
        for (byte character : text) {
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean allHex(byte[] text) {
        for (byte character : text) {
            if (Character.digit(character, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes one line end at the end of the text has. */
    private static int lineEnd(byte[] text) {
        int length = text.length;
        if (length == 0 || text[length - 1] != '\n') {
            return 0;
        }
        return length > 1 && text[length - 2] == '\r' ? 2 : 1;
    }
}
