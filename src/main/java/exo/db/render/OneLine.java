package exo.db.render;

/** Shows somebody else's text on a terminal: in one line, and without what a terminal would obey. */
final class OneLine {
    private OneLine() {}

    /** The text with control characters as escaped as in Java; quotes where there is nothing to be seen. */
    static String of(String text) {
        if (text.isBlank()) {
            return "'" + text.replaceAll("[^ ]", "?") + "'";
        }
        return escaped(text);
    }

    /** The text with control characters as escaped as in Java, and nothing else. */
    static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isPrintable(character)) {
                line.appendCodePoint(character);
            } else {
                line.append(String.format("\\u%04x", character));
            }
        });
        return line.toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
