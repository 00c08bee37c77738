package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** What is asked of bytes that are text. */
final class Bytes {
    private Bytes() {}

    static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** As UTF-8, which nearly every database speaks; in another encoding each byte is a character. */
    static String text(byte[] bytes, int offset, int length) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, offset, length, ISO_8859_1);
        }
    }
}
