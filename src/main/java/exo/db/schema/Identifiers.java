package exo.db.schema;

import java.util.Locale;

/** Names as a statement in a message spells them. */
final class Identifiers {
    /** PostgreSQL cuts names after 63 bytes (NAMEDATALEN - 1). */
    private static final int LONGEST = 63;

    private static final String SUFFIX = "_exo";

    private Identifiers() {}

    /**
     * What a constraint is called until it takes the place of the one that bears its name; the same in every run, so
     * that the next one recognises what an interrupted one left.
     */
    static String temporary(String name) {
        if (name.length() + SUFFIX.length() <= LONGEST) {
            return name + SUFFIX;
        }
        String hash = String.format(Locale.ROOT, "_%08x", name.hashCode());
        return name.substring(0, LONGEST - SUFFIX.length() - hash.length()) + hash + SUFFIX;
    }

    /** In quotes only where PostgreSQL would otherwise fold or refuse the name. */
    static String quoted(String name) {
        boolean isPlain = !name.isEmpty()
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
