package exo.db.sealing;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the values of one column are sealed, partitions and the trash included; by their form alone, unopened.
 *
 * @param sealedByKid how many values each key has sealed
 */
public record ColumnCount(
        String table,
        String column,
        Accuracy accuracy,
        long nulls,
        long plaintext,
        SortedMap<String, Long> sealedByKid) {
    public ColumnCount {
        sealedByKid = Collections.unmodifiableSortedMap(new TreeMap<>(sealedByKid));
    }

    /** How sure the numbers are. */
    public enum Accuracy {
        /** Counted, all as of one moment. */
        EXACT,
        /** From some pages of each large relation. */
        ESTIMATED
    }

    /** The column's name with its table's. */
    public String place() {
        return table + "." + column;
    }

    /** The values that have the form of sealed ones. */
    public long sealed() {
        return sealedByKid.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The values that this key has sealed. */
    public long sealedBy(String kid) {
        return sealedByKid.getOrDefault(kid, 0L);
    }
}
