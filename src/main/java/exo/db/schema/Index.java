package exo.db.schema;

import java.util.List;

/**
 * An index as declared.
 *
 * @param keys column names or expressions, spelled as {@code pg_get_indexdef} prints them
 * @param predicate of a partial index, with its outer parentheses, else empty
 */
public record Index(String name, List<String> keys, Uniqueness uniqueness, String predicate) {
    public Index {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an index needs a key: " + name);
        }
    }

    /** What an index says about equal keys. */
    public enum Uniqueness {
        PLAIN,
        UNIQUE,
        UNIQUE_NULLS_NOT_DISTINCT;

        /** Whether two equal keys are refused. */
        public boolean isUnique() {
            return this != PLAIN;
        }
    }

    /** The part of {@code pg_get_indexdef} from USING on: what two equivalent indexes share whatever their names. */
    public String definition() {
        return "USING btree (" + String.join(", ", keys) + ")"
                + (uniqueness == Uniqueness.UNIQUE_NULLS_NOT_DISTINCT ? " NULLS NOT DISTINCT" : "")
                + (predicate.isEmpty() ? "" : " WHERE " + predicate);
    }

    /** The same index under another name. */
    public Index named(String other) {
        return new Index(other, keys, uniqueness, predicate);
    }

    /** Whether some key is an expression; such an index constrains existing rows and is left to step 4. */
    public boolean isOnExpression() {
        return keys.stream().anyMatch(key -> key.contains("("));
    }
}
