package exo.db.schema;

import java.util.ArrayList;
import java.util.List;

/** Splits an expression that the server printed into literals, words, numbers and operators. */
final class SqlTokens {
    private final String text;
    private int position;

    private SqlTokens(String text) {
        this.text = text;
    }

    static List<String> of(String expression) {
        SqlTokens reader = new SqlTokens(expression);
        List<String> tokens = new ArrayList<>();
        while (reader.skipBlanks()) {
            tokens.add(reader.token());
        }
        return tokens;
    }

    private boolean skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position < text.length();
    }

    private String token() {
        int start = position;
        char first = text.charAt(position);
        if (first == '\'' || first == '"') {
            quoted(first);
        } else if (isWordPart(first)) {
            while (position < text.length() && isWordPart(text.charAt(position))) {
                position++;
            }
        } else if (text.startsWith("::", position)) {
            position += 2;
        } else {
            position++;
        }
        return text.substring(start, position);
    }

    /** A doubled quote is one inside. */
    private void quoted(char quote) {
        position++;
        while (position < text.length()) {
            if (text.charAt(position++) == quote) {
                if (position == text.length() || text.charAt(position) != quote) {
                    return;
                }
                position++;
            }
        }
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
    }
}
