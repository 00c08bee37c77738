package exo.db.sealing;

import exo.db.crypto.Cell;
import exo.db.crypto.CellText;
import exo.db.crypto.Opened;
import exo.db.sealing.ColumnFacts.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Opens the values of one column as they come by and keeps count; its size does not grow with the rows. */
final class ColumnTally {
    private final String table;
    private final String column;
    private final SortedMap<String, Long> goodByKid = new TreeMap<>();
    private final SortedSet<String> unknownKids = new TreeSet<>();
    private final Bin plaintext = new Bin();
    private final Bin damaged = new Bin();
    private final Bin unknown = new Bin();
    private long nulls;

    ColumnTally(String table, String column) {
        this.table = table;
        this.column = column;
    }

    String column() {
        return column;
    }

    /** Opens one value and keeps count of what came of it. */
    void add(ValueOpener opener, String id, @Nullable String value) {
        if (value == null) {
            addNull();
        } else {
            CellText text = CellText.of(value);
            add(opener.open(new Cell(table, column, id), text), id, text);
        }
    }

    /** Keeps count of a value that is not there. */
    void addNull() {
        nulls++;
    }

    /** Keeps count of a value that was opened. */
    void add(Opened opened, String id, CellText value) {
        switch (opened) {
            case Opened.Plaintext good -> goodByKid.merge(value.kid(), 1L, Long::sum);
            case Opened.Unsealed unsealed -> plaintext.add(id);
            case Opened.Tampered tampered -> damaged.add(id);
            case Opened.UnknownKid other -> {
                unknown.add(id);
                unknownKids.add(other.kid());
            }
        }
    }

    /** Adds what somebody else counted. */
    void add(ColumnTally other) {
        nulls += other.nulls;
        other.goodByKid.forEach((kid, count) -> goodByKid.merge(kid, count, Long::sum));
        unknownKids.addAll(other.unknownKids);
        plaintext.add(other.plaintext);
        damaged.add(other.damaged);
        unknown.add(other.unknown);
    }

    /** @param sampledOf about how many rows these were picked from; 0 where they are all */
    ColumnFacts facts(long sampledOf) {
        return new ColumnFacts(
                table,
                column,
                sampledOf,
                nulls,
                goodByKid,
                plaintext.rows(),
                damaged.rows(),
                unknown.rows(),
                List.copyOf(unknownKids));
    }

    /** A count that remembers the first ids. */
    private static final class Bin {
        /** Enough to see a pattern, few enough for one line. */
        private static final int NAMED = 10;

        private final List<String> firstIds = new ArrayList<>();
        private long count;

        void add(String id) {
            count++;
            if (firstIds.size() < NAMED) {
                firstIds.add(id);
            }
        }

        void add(Bin other) {
            count += other.count;
            other.firstIds.stream().limit(NAMED - firstIds.size()).forEach(firstIds::add);
        }

        Rows rows() {
            return new Rows(count, firstIds);
        }
    }
}
