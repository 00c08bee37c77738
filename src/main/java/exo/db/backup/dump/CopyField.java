package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** One field of a row in COPY's text format. */
public final class CopyField {
    private CopyField() {}

    /** Whether it is NULL. */
    public static boolean isNull(byte[] line, int from, int to) {
        return to - from == 2 && line[from] == '\\' && line[from + 1] == 'N';
    }

    /** The value as the server prints it; null for NULL. */
    public static @Nullable String text(byte[] line, int from, int to) {
        if (isNull(line, from, to)) {
            return null;
        }
        if (isPlain(line, from, to)) {
            return new String(line, from, to - from, ISO_8859_1);
        }
        byte[] value = bytes(line, from, to);
        return Bytes.text(value, 0, value.length);
    }

    /** Whether it is ASCII and nothing in it is escaped, so that it stands there as it is. */
    public static boolean isPlain(byte[] line, int from, int to) {
        return EightBytes.isPlain(line, from, to);
    }

    /** The value's bytes, with nothing escaped. */
    public static byte[] bytes(byte[] line, int from, int to) {
        ByteArrayOutputStream value = new ByteArrayOutputStream(to - from);
        int index = from;
        while (index < to) {
            byte next = line[index++];
            if (next == '\\' && index < to) {
                index = escaped(line, index, to, value);
            } else {
                value.write(next);
            }
        }
        return value.toByteArray();
    }

    /** What stands behind a backslash; the server writes letters only, and reads digits too. */
    private static int escaped(byte[] line, int index, int to, ByteArrayOutputStream value) {
        byte kind = line[index];
        int letter = "bfnrtv".indexOf(kind);
        if (letter >= 0) {
            value.write("\b\f\n\r\t\u000b".charAt(letter));
            return index + 1;
        }
        int end = index;
        int octal = 0;
        while (end < to && end < index + 3 && line[end] >= '0' && line[end] <= '7') {
            octal = octal * 8 + line[end++] - '0';
        }
        value.write(end > index ? octal : kind);
        return Math.max(end, index + 1);
    }
}
