package exo.db.dsn;

import exo.db.dsn.MalformedConnectionString.Rule;

/**
 * Reads {@code host=db port = 5432 password='it\'s'}.
 *
 * <p>A backslash keeps any next character, quoted or not; blanks may stand around {@code =}; a quote inside a value
 * that does not open with one is an ordinary character.
 */
final class KeywordValueParser {
    private final String text;
    private final ParameterCollector collector;
    private int at;

    KeywordValueParser(String text, ParameterCollector collector) {
        this.text = text;
        this.collector = collector;
    }

    void parse() {
        skipBlanks();
        while (at < text.length()) {
            int position = at + 1;
            String word = word(position);
            skipBlanks();
            String value = at < text.length() && text.charAt(at) == '\'' ? quotedValue() : plainValue();
            collector.store(word, value, position);
            skipBlanks();
        }
    }

    /** Reads the word and the {@code =} behind it. */
    private String word(int position) {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !Space.is(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        skipBlanks();
        if (at == text.length() || text.charAt(at) != '=') {
            throw new MalformedConnectionString(
                    position, word.contains("://") ? Rule.FOREIGN_SCHEME : Rule.MISSING_EQUALS);
        }
        at++;
        return word;
    }

    private String plainValue() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !Space.is(text.charAt(at))) {
            appendUnescaped(value);
        }
        return value.toString();
    }

    private String quotedValue() {
        int opening = at;
        at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\'') {
            appendUnescaped(value);
        }
        if (at == text.length()) {
            throw new MalformedConnectionString(opening + 1, Rule.UNTERMINATED_QUOTE);
        }
        at++;
        return value.toString();
    }

    /** A backslash that ends the text stands for nothing. */
    private void appendUnescaped(StringBuilder value) {
        if (text.charAt(at) == '\\') {
            at++;
        }
        if (at < text.length()) {
            value.append(text.charAt(at));
            at++;
        }
    }

    private void skipBlanks() {
        while (at < text.length() && Space.is(text.charAt(at))) {
            at++;
        }
    }
}
