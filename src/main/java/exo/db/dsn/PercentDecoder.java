package exo.db.dsn;

import exo.db.dsn.MalformedConnectionString.Rule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns {@code %XX} into the characters that the bytes stand for; everything else, {@code +} too, stays as it is. */
final class PercentDecoder {
    private static final int HEXADECIMAL = 16;
    /** A percent sign and two digits. */
    private static final int TOKEN = 3;

    private PercentDecoder() {}

    /**
     * Decodes a piece of a URL.
     *
     * @param position where the piece begins in the whole text, counted from 1; a failure names the place by it
     */
    static String decode(String encoded, int position) {
        StringBuilder decoded = new StringBuilder();
        int at = 0;
        while (at < encoded.length()) {
            if (encoded.charAt(at) == '%') {
                int end = endOfTokens(encoded, at);
                decoded.append(characters(encoded.substring(at, end), position + at));
                at = end;
            } else {
                decoded.append(encoded.charAt(at));
                at++;
            }
        }
        return decoded.toString();
    }

    private static int endOfTokens(String encoded, int start) {
        int end = start;
        while (end < encoded.length() && encoded.charAt(end) == '%') {
            end = Math.min(end + TOKEN, encoded.length());
        }
        return end;
    }

    private static String characters(String tokens, int position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < tokens.length(); at += TOKEN) {
            bytes.write(tokenByte(tokens, at, position));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedConnectionString(position, Rule.PERCENT_NOT_UTF8);
        }
    }

    private static int tokenByte(String tokens, int at, int position) {
        if (at + TOKEN > tokens.length()
                || !isHexadecimal(tokens.charAt(at + 1))
                || !isHexadecimal(tokens.charAt(at + 2))) {
            throw new MalformedConnectionString(position + at, Rule.BAD_PERCENT);
        }
        int value = Integer.parseInt(tokens, at + 1, at + TOKEN, HEXADECIMAL);
        if (value == 0) {
            throw new MalformedConnectionString(position + at, Rule.PERCENT_ZERO);
        }
        return value;
    }

    /** {@code Character.digit} would take digits of other scripts too. */
    private static boolean isHexadecimal(char character) {
        return (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'f')
                || (character >= 'A' && character <= 'F');
    }
}
