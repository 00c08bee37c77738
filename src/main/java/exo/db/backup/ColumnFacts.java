package exo.db.backup;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of opening every value of one encrypted column; the five kinds add up to all rows.
 *
 * @param goodByKid how many values opened, by the id of the KEK that sealed them
 * @param damaged values that were changed, cut short or moved from another row, column or table
 * @param unknownKids the ids of KEKs that are not in the keyring, of the values in {@code unknown}
 */
public record ColumnFacts(
        String table,
        String column,
        long nulls,
        SortedMap<String, Long> goodByKid,
        Rows plaintext,
        Rows damaged,
        Rows unknown,
        List<String> unknownKids) {
    public ColumnFacts {
        goodByKid = Collections.unmodifiableSortedMap(new TreeMap<>(goodByKid));
        unknownKids = List.copyOf(unknownKids);
    }

    /** The column's name with its table's, as {@code schema_state.sealed_columns} spells it. */
    public String place() {
        return table + "." + column;
    }

    /** The values that opened. */
    public long good() {
        return goodByKid.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All rows of the table, its partitions included. */
    public long rows() {
        return nulls + good() + plaintext.count() + damaged.count() + unknown.count();
    }

    /** The rows that share a fate. */
    public record Rows(long count, List<String> firstIds) {
        /** No row. */
        public static final Rows NONE = new Rows(0, List.of());

        public Rows {
            firstIds = List.copyOf(firstIds);
        }
    }
}
