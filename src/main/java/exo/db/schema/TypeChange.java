package exo.db.schema;

import java.util.Set;

/** What it takes to make a column's type the declared one. */
public enum TypeChange {
    /** It is the declared one. */
    NONE,
    /** Every value stays as it is stored. */
    RELABELS,
    /** Every value is kept and stored anew. */
    WIDENS,
    /** Some values may be refused, lose something or come to mean something else. */
    NARROWS,
    /** There is no telling what the values mean in the declared type. */
    BY_HAND;

    private static final Set<String> SHORTER_INTEGERS = Set.of("integer", "smallint");

    /** Compares by what {@code format_type} prints, modifiers included. */
    static TypeChange between(String observed, ColumnType declared) {
        if (observed.equals(declared.sql())) {
            return NONE;
        }
        String base = withoutModifier(observed);
        return switch (declared) {
            case TEXT -> toText(base);
            case BIGINT -> SHORTER_INTEGERS.contains(base) ? WIDENS : narrowing(base);
            case TIMESTAMPTZ -> base.equals(declared.sql()) ? RELABELS : narrowing(base);
            case JSONB -> base.equals("json") ? WIDENS : narrowing(base);
            case INET -> base.equals("cidr") ? RELABELS : narrowing(base);
            case UUID, BOOLEAN -> narrowing(base);
            case BYTEA -> BY_HAND;
        };
    }

    /** Whether the backend reads and writes the column as well as the declared one. */
    boolean isReadable() {
        return this == NONE || this == RELABELS || this == WIDENS;
    }

    /** The type without its length: {@code timestamp(3) with time zone} is {@code timestamp with time zone}. */
    static String withoutModifier(String type) {
        int open = type.indexOf('(');
        int close = type.indexOf(')', open + 1);
        return open < 0 || close < 0 ? type : type.substring(0, open) + type.substring(close + 1);
    }

    private static TypeChange toText(String base) {
        return switch (base.substring(base.lastIndexOf('.') + 1)) {
            case "character varying", "citext" -> RELABELS;
            case "character", "bpchar", "name" -> WIDENS;
            default -> narrowing(base);
        };
    }

    private static TypeChange narrowing(String base) {
        return base.equals("bytea") ? BY_HAND : NARROWS;
    }
}
