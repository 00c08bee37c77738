package exo.db.backup.dump;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts lines of SQL into statements as psql does: semicolons within quotes, comments, parentheses and the bodies of SQL
 * functions end nothing. See {@code psqlscan.l} in PostgreSQL's {@code src/fe_utils}.
 */
final class SqlLines {
    /** Which words tell whether a statement makes a function, whose body may hold statements. */
    private static final int TELLING_WORDS = 4;

    private static final Set<String> ROUTINES = Set.of("function", "procedure");

    private final Audience audience;
    private final ByteArrayOutputStream statement = new ByteArrayOutputStream();
    private final List<String> words = new ArrayList<>();
    private State state = State.PLAIN;
    private byte[] tag = {};
    private int comments;
    private int parentheses;
    private int bodies;
    private boolean hasText;
    private boolean areStringsStandard = true;

    SqlLines(Audience audience) {
        this.audience = audience;
    }

    /** Takes what the lines hold. */
    interface Audience {
        void statement(Statement statement);

        /** A line of comment between statements, as it stands. */
        void comment(String line);

        /** A line that begins with a backslash, for psql. */
        void command(String line);
    }

    /** One statement, without the semicolon. */
    record Statement(String text, String firstWord) {}

    private enum State {
        PLAIN,
        STRING,
        ESCAPE_STRING,
        IDENTIFIER,
        DOLLAR,
        COMMENT
    }

    /** Whether no statement is begun. */
    boolean isEmpty() {
        return !hasText && state == State.PLAIN;
    }

    /** Minds a setting in a statement that came another way. */
    void heed(String sql) {
        if (sql.startsWith("SET standard_conforming_strings")) {
            areStringsStandard = !sql.contains("off");
        }
    }

    /** Takes a line, without the line feed. */
    void line(byte[] text, int from, int to) {
        if (isEmpty() && from < to && (text[from] == '\\' || startsComment(text, from, to))) {
            String line = Bytes.text(text, from, to - from);
            if (text[from] == '\\') {
                audience.command(line);
            } else {
                audience.comment(line);
            }
            return;
        }
        int index = from;
        while (index < to) {
            index = switch (state) {
                case PLAIN -> plain(text, index, to);
                case STRING -> quoted(text, index, to, '\'');
                case IDENTIFIER -> quoted(text, index, to, '"');
                case ESCAPE_STRING -> escaped(text, index, to);
                case DOLLAR -> dollar(text, index, to);
                case COMMENT -> comment(text, index, to);
            };
        }
        if (!isEmpty()) {
            statement.write('\n');
        }
    }

    private static boolean startsComment(byte[] text, int index, int to) {
        return index + 1 < to && text[index] == '-' && text[index + 1] == '-';
    }

    private int plain(byte[] text, int index, int to) {
        byte character = text[index];
        if (isWordPart(character)) {
            return word(text, index, to);
        }
        if (startsComment(text, index, to)) {
            return to;
        }
        if (character == '/' && index + 1 < to && text[index + 1] == '*') {
            state = State.COMMENT;
            comments = 1;
            return index + 2;
        }
        if (character == ';' && parentheses == 0 && bodies == 0) {
            end();
            return index + 1;
        }
        return symbol(text, index, to);
    }

    private int symbol(byte[] text, int index, int to) {
        switch (text[index]) {
            case '\'' -> state = areStringsStandard ? State.STRING : State.ESCAPE_STRING;
            case '"' -> state = State.IDENTIFIER;
            case '(' -> parentheses++;
            case ')' -> parentheses--;
            case '$' -> {
                int close = tagEnd(text, index, to);
                if (close > 0) {
                    tag = Arrays.copyOfRange(text, index, close);
                    state = State.DOLLAR;
                    return take(text, index, close);
                }
            }
            default -> {}
        }
        return take(text, index, index + 1);
    }

    /** Where a dollar-quote's tag ends that begins here; 0 where it is none. */
    private static int tagEnd(byte[] text, int index, int to) {
        int close = index + 1;
        while (close < to && text[close] != '$' && isWordPart(text[close])) {
            close++;
        }
        boolean isParameter = close > index + 1 && text[index + 1] >= '0' && text[index + 1] <= '9';
        return close < to && text[close] == '$' && !isParameter ? close + 1 : 0;
    }

    private int word(byte[] text, int index, int to) {
        int end = index;
        while (end < to && (isWordPart(text[end]) || text[end] == '$')) {
            end++;
        }
        String word = Bytes.text(text, index, end - index).toLowerCase(Locale.ROOT);
        if (words.size() < TELLING_WORDS) {
            words.add(word);
        }
        if (parentheses == 0 && makesRoutine()) {
            countBodies(word);
        }
        take(text, index, end);
        if (word.equals("e") && end < to && text[end] == '\'') {
            state = State.ESCAPE_STRING;
            return take(text, end, end + 1);
        }
        return end;
    }

    private boolean makesRoutine() {
        if (words.isEmpty() || !words.getFirst().equals("create")) {
            return false;
        }
        return (words.size() > 1 && ROUTINES.contains(words.get(1)))
                || (words.size() > 3 && words.get(1).equals("or") && ROUTINES.contains(words.get(3)));
    }

    private void countBodies(String word) {
        switch (word) {
            case "begin" -> bodies++;
            case "case" -> bodies += bodies > 0 ? 1 : 0;
            case "end" -> bodies -= bodies > 0 ? 1 : 0;
            default -> {}
        }
    }

    /** A doubled quote ends one part and begins the next, which comes to the same. */
    private int quoted(byte[] text, int index, int to, char quote) {
        int end = index;
        while (end < to && text[end] != quote) {
            end++;
        }
        if (end == to) {
            return take(text, index, to);
        }
        state = State.PLAIN;
        return take(text, index, end + 1);
    }

    private int escaped(byte[] text, int index, int to) {
        int end = index;
        while (end < to && text[end] != '\'') {
            end += text[end] == '\\' ? 2 : 1;
        }
        if (end >= to) {
            return take(text, index, to);
        }
        // A doubled quote goes on with an escape string, which only looking ahead tells.
        if (end + 1 < to && text[end + 1] == '\'') {
            return take(text, index, end + 2);
        }
        state = State.PLAIN;
        return take(text, index, end + 1);
    }

    private int dollar(byte[] text, int index, int to) {
        for (int end = index; end + tag.length <= to; end++) {
            if (Arrays.equals(text, end, end + tag.length, tag, 0, tag.length)) {
                state = State.PLAIN;
                return take(text, index, end + tag.length);
            }
        }
        return take(text, index, to);
    }

    private int comment(byte[] text, int index, int to) {
        int end = index;
        while (end < to && comments > 0) {
            boolean isPair = end + 1 < to;
            if (isPair && text[end] == '/' && text[end + 1] == '*') {
                comments++;
                end += 2;
            } else if (isPair && text[end] == '*' && text[end + 1] == '/') {
                comments--;
                end += 2;
            } else {
                end++;
            }
        }
        if (comments == 0) {
            state = State.PLAIN;
        }
        return end;
    }

    private int take(byte[] text, int from, int to) {
        boolean isBlank = to == from + 1 && text[from] >= 0 && text[from] <= ' ';
        if (hasText || !isBlank) {
            hasText = true;
            statement.write(text, from, to - from);
        }
        return to;
    }

    private void end() {
        if (hasText) {
            byte[] bytes = statement.toByteArray();
            String text = Bytes.text(bytes, 0, bytes.length).strip();
            Statement ended = new Statement(text, words.isEmpty() ? "" : words.getFirst());
            statement.reset();
            words.clear();
            hasText = false;
            heed(text);
            audience.statement(ended);
        }
    }

    private static boolean isWordPart(byte character) {
        return character < 0
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_';
    }
}
