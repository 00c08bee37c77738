package exo.db.dsn;

/** What C's {@code isspace} takes for a blank, on which libpq's grammar rests. */
final class Space {
    private Space() {}

    static boolean is(char character) {
        return switch (character) {
            case ' ', '\t', '\n', '\u000B', '\f', '\r' -> true;
            default -> false;
        };
    }

    /** The text without the blanks at both ends. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && is(text.charAt(start))) {
            start++;
        }
        while (end > start && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
