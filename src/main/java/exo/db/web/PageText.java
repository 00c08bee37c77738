package exo.db.web;

import java.util.Locale;

/** Words and characters for pages. */
final class PageText {
    private PageText() {}

    /** As JSON and the command line spell it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Any text, such that a browser shows it and never obeys it. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            switch (character) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(character);
            }
        }
        return safe.toString();
    }
}
