package exo.db.backup.dump;

import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A place in a statement that moves on over words, names and values; where one is not there it stays. */
final class SqlCursor {
    private final String text;
    private int index;

    SqlCursor(String text) {
        this.text = text;
    }

    /** Whether this word comes next, whatever its case. */
    boolean word(String word) {
        blanks();
        if (!text.regionMatches(true, index, word, 0, word.length())) {
            return false;
        }
        int end = index + word.length();
        if (end < text.length() && isNamePart(text.charAt(end))) {
            return false;
        }
        index = end;
        return true;
    }

    /** Whether this character comes next. */
    boolean symbol(char symbol) {
        blanks();
        if (index == text.length() || text.charAt(index) != symbol) {
            return false;
        }
        index++;
        return true;
    }

    /** A name as PostgreSQL stores it; null where none comes next. */
    @Nullable
    String name() {
        blanks();
        if (index < text.length() && text.charAt(index) == '"') {
            return quoted('"');
        }
        int start = index;
        while (index < text.length() && isNamePart(text.charAt(index))) {
            index++;
        }
        return index == start ? null : text.substring(start, index).toLowerCase(Locale.ROOT);
    }

    /** A name with its schema, as pg_dump always writes a table's. */
    @Nullable
    QualifiedName table() {
        String schema = name();
        String table = schema == null || !symbol('.') ? null : name();
        return schema == null || table == null || schema.isEmpty() || table.isEmpty()
                ? null
                : new QualifiedName(schema, table);
    }

    /** Names up to a closing parenthesis. */
    boolean names(List<String> names) {
        do {
            String name = name();
            if (name == null) {
                return false;
            }
            names.add(name);
        } while (symbol(','));
        return symbol(')');
    }

    /**
     * A value as pg_dump writes one.
     *
     * @param isQuoted whether it is the text of a string; else it is a number or a word
     */
    record Value(String text, boolean isQuoted) {}

    /** A value; null where none comes next. */
    @Nullable
    Value value() {
        blanks();
        if (index + 1 < text.length() && "EeBbXx".indexOf(text.charAt(index)) >= 0 && text.charAt(index + 1) == '\'') {
            boolean isEscaped = text.charAt(index) == 'E' || text.charAt(index) == 'e';
            index++;
            return quotedValue(isEscaped ? escaped() : quoted('\''));
        }
        if (index < text.length() && text.charAt(index) == '\'') {
            return quotedValue(quoted('\''));
        }
        int start = index;
        while (index < text.length() && ",) ".indexOf(text.charAt(index)) < 0) {
            index++;
        }
        return index == start ? null : new Value(text.substring(start, index), false);
    }

    private static @Nullable Value quotedValue(@Nullable String quoted) {
        return quoted == null ? null : new Value(quoted, true);
    }

    /** What stands between the quotes of an escape string, in which pg_dump doubles backslashes and quotes. */
    private @Nullable String escaped() {
        StringBuilder value = new StringBuilder();
        for (int next = index + 1; next < text.length(); next++) {
            char character = text.charAt(next);
            boolean isDoubled = next + 1 < text.length() && text.charAt(next + 1) == character;
            if (character == '\'' && !isDoubled) {
                index = next + 1;
                return value.toString();
            }
            next += character == '\'' || (character == '\\' && isDoubled) ? 1 : 0;
            value.append(character);
        }
        return null;
    }

    /**
     * What stands between quotes, a doubled one being one; the cursor is at the first. Null where they are not closed.
     */
    @Nullable
    String quoted(char quote) {
        int close = text.indexOf(quote, index + 1);
        if (close > 0 && (close + 1 == text.length() || text.charAt(close + 1) != quote)) {
            String plain = text.substring(index + 1, close);
            index = close + 1;
            return plain;
        }
        StringBuilder name = new StringBuilder();
        for (int next = index + 1; next < text.length(); next++) {
            char character = text.charAt(next);
            if (character == quote && (next + 1 == text.length() || text.charAt(next + 1) != quote)) {
                index = next + 1;
                return name.toString();
            }
            next += character == quote ? 1 : 0;
            name.append(character);
        }
        return null;
    }

    /** What commas part, up to the parenthesis that closes; commas within others part nothing. */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        int depth = 1;
        int start = index;
        while (index < text.length() && depth > 0) {
            char character = text.charAt(index);
            if (character == '\'' || character == '"') {
                if (quoted(character) == null) {
                    index = text.length();
                }
                continue;
            }
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (depth == 0 || (depth == 1 && character == ',')) {
                parts.add(text.substring(start, index));
                start = index + 1;
            }
            index++;
        }
        return parts;
    }

    private void blanks() {
        while (index < text.length() && text.charAt(index) <= ' ') {
            index++;
        }
    }

    private static boolean isNamePart(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '$';
    }
}
