package exo.db.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import exo.db.backup.dump.CopyField;
import exo.db.schema.ColumnType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Whether a field of a row could have been printed by the server for a column of a type. It finds many a changed byte
 * where a dump's format has no checksum; what is still of the right form, it cannot tell.
 */
final class FieldForm {
    private static final JsonFactory JSON = new JsonFactory();

    /** A uuid is 32 hex digits with four hyphens. */
    private static final int UUID_LENGTH = 36;

    private static final boolean[] HEX = set("0123456789abcdef");
    private static final boolean[] DIGITS = set("0123456789");
    private static final boolean[] AFTER_TIME = set("0123456789.+-: BC");
    private static final boolean[] ADDRESS = set("0123456789abcdef.:/");

    private FieldForm() {}

    static boolean fits(ColumnType type, byte[] line, int from, int to) {
        if (CopyField.isNull(line, from, to)) {
            return true;
        }
        return switch (type) {
            case UUID -> isUuid(line, from, to);
            case TEXT -> isUtf8(line, from, to);
            case BIGINT -> isNumber(line, from, to);
            case BOOLEAN -> to - from == 1 && (line[from] == 't' || line[from] == 'f');
            case TIMESTAMPTZ -> isTime(line, from, to);
            case JSONB -> isJson(line, from, to);
            case BYTEA -> isBytea(line, from, to);
            case INET -> consistsOf(ADDRESS, line, from, to);
        };
    }

    private static boolean isUuid(byte[] line, int from, int to) {
        if (to - from != UUID_LENGTH) {
            return false;
        }
        for (int index = 0; index < UUID_LENGTH; index++) {
            boolean isHyphen = index == 8 || index == 13 || index == 18 || index == 23;
            byte character = line[from + index];
            if (isHyphen ? character != '-' : !isHex(character)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte character) {
        return character >= 0 && HEX[character];
    }

    private static boolean[] set(String characters) {
        boolean[] set = new boolean[128];
        characters.chars().forEach(character -> set[character] = true);
        return set;
    }

    private static boolean isNumber(byte[] line, int from, int to) {
        int start = from < to && line[from] == '-' ? from + 1 : from;
        // No bigint has more than 19 digits.
        return start < to && to - start <= 19 && consistsOf(DIGITS, line, start, to);
    }

    /** As ISO 8601 has it, which pg_dump asks for; years may be long, before Christ or no times at all. */
    private static boolean isTime(byte[] line, int from, int to) {
        if (to > from && (line[from] == 'i' || line[from] == '-')) {
            String text = new String(line, from, to - from, StandardCharsets.ISO_8859_1);
            return text.equals("infinity") || text.equals("-infinity");
        }
        int hyphen = from;
        while (hyphen < to && line[hyphen] >= '0' && line[hyphen] <= '9') {
            hyphen++;
        }
        if (hyphen - from < 4 || to - hyphen < 15 || !isDateTime(line, hyphen)) {
            return false;
        }
        return consistsOf(AFTER_TIME, line, hyphen + 15, to);
    }

    /** {@code -MM-DD hh:mm:ss}. */
    private static boolean isDateTime(byte[] line, int from) {
        return line[from] == '-'
                && isTwoDigits(line, from + 1, 12)
                && line[from + 3] == '-'
                && isTwoDigits(line, from + 4, 31)
                && line[from + 6] == ' '
                && isTwoDigits(line, from + 7, 24)
                && line[from + 9] == ':'
                && isTwoDigits(line, from + 10, 59)
                && line[from + 12] == ':'
                && isTwoDigits(line, from + 13, 60);
    }

    private static boolean isTwoDigits(byte[] line, int from, int most) {
        int tens = line[from] - '0';
        int ones = line[from + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones <= most;
    }

    private static boolean isBytea(byte[] line, int from, int to) {
        // COPY doubles the backslash; a server may still print the older form, of which anything can be part.
        boolean isHex = to - from >= 3 && line[from] == '\\' && line[from + 1] == '\\' && line[from + 2] == 'x';
        return !isHex || ((to - from) % 2 == 1 && consistsOf(HEX, line, from + 3, to));
    }

    private static boolean isJson(byte[] line, int from, int to) {
        byte[] text = CopyField.bytes(line, from, to);
        try (JsonParser parser = JSON.createParser(text)) {
            boolean isAny = parser.nextToken() != null;
            parser.skipChildren();
            return isAny && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] line, int from, int to) {
        return CopyField.isPlain(line, from, to) || isDecodable(line, from, to);
    }

    private static boolean isDecodable(byte[] line, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean consistsOf(boolean[] allowed, byte[] line, int from, int to) {
        for (int index = from; index < to; index++) {
            if (line[index] < 0 || !allowed[line[index]]) {
                return false;
            }
        }
        return true;
    }
}
