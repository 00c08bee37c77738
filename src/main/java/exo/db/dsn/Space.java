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
}
