package exo.db.sealing;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of opening the values of one encrypted column; the five kinds add up to all rows that were looked at.
 *
 * @param sampledOf about how many rows those were picked from by chance; 0 where every row was looked at
 * @param goodByKid how many values opened, by the id of the KEK that sealed them
 * @param damaged values that were changed, cut short or moved from another row, column or table
 * @param unknownKids the ids of KEKs that are not in the keyring, of the values in {@code unknown}
 */
public record ColumnFacts(
        String table,
        String column,
        long sampledOf,
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

    /** Whether only some rows were looked at. */
    public boolean isSampled() {
        return sampledOf > 0;
    }

    /** The rows that were looked at, in partitions and in the trash too. */
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
