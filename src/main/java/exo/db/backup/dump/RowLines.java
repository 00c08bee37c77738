package exo.db.backup.dump;

import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a table's rows in COPY's text format, and damage on the way: a row with more or fewer fields than
 * there are columns, and characters that the format never has in it.
 */
final class RowLines {
    private final TableData table;
    private int tabs;

    RowLines(TableData table) {
        this.table = table;
    }

    /** Whose rows they are. */
    TableData table() {
        return table;
    }

    /**
     * What was found.
     *
     * @param wholeLinesEnd where the last whole row ends
     * @param next where the search goes on
     * @param isLast whether the mark of the end was there
     * @param damage what is wrong with a row; null where nothing is
     */
    record Found(
            int wholeLinesEnd,
            int next,
            boolean isLast,
            @Nullable String damage) {}

    /**
     * Searches on.
     *
     * @param start where the line begins that the search is in
     * @param from up to where it was searched already
     */
    Found search(byte[] bytes, int start, int from, int end) {
        int line = start;
        for (int index = EightBytes.nextControl(bytes, from, end);
                index < end;
                index = EightBytes.nextControl(bytes, index + 1, end)) {
            switch (bytes[index]) {
                case '\t' -> tabs++;
                case '\n' -> {
                    if (isEnd(bytes, line, index)) {
                        return new Found(line, index + 1, true, null);
                    }
                    if (tabs != Math.max(1, table.columns().size()) - 1
                            && !table.columns().isEmpty()) {
                        return damaged("has " + (tabs + 1) + " fields, and not "
                                + table.columns().size());
                    }
                    tabs = 0;
                    line = index + 1;
                }
                case 0, '\b', '\f', '\r', 0x0b -> {
                    return damaged("holds a character that COPY never writes");
                }
                default -> {}
            }
        }
        return new Found(line, line, false, null);
    }

    private static boolean isEnd(byte[] bytes, int line, int end) {
        return end - line == 2 && bytes[line] == '\\' && bytes[line + 1] == '.';
    }

    private static Found damaged(String how) {
        return new Found(0, 0, false, how);
    }
}
