package exo.db.schema;

/** Names as a statement in a message spells them. */
final class Identifiers {
    private Identifiers() {}

    /** In quotes only where PostgreSQL would otherwise fold or refuse the name. */
    static String quoted(String name) {
        boolean isPlain = !name.isEmpty()
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
