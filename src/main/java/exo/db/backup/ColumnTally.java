package exo.db.backup;

import exo.db.backup.ColumnFacts.Rows;
import exo.db.crypto.Cell;
import exo.db.crypto.Envelope;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Opened;
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
    private final EnvelopeOpener opener;
    private final SortedMap<String, Long> goodByKid = new TreeMap<>();
    private final SortedSet<String> unknownKids = new TreeSet<>();
    private final Bin plaintext = new Bin();
    private final Bin damaged = new Bin();
    private final Bin unknown = new Bin();
    private long nulls;

    ColumnTally(String table, String column, EnvelopeOpener opener) {
        this.table = table;
        this.column = column;
        this.opener = opener;
    }

    void add(String id, @Nullable String value) {
        if (value == null) {
            nulls++;
            return;
        }
        switch (opener.open(new Cell(table, column, id), value)) {
            case Opened.Plaintext good -> goodByKid.merge(Envelope.kid(value), 1L, Long::sum);
            case Opened.Unsealed unsealed -> plaintext.add(id);
            case Opened.Tampered tampered -> damaged.add(id);
            case Opened.UnknownKid other -> {
                unknown.add(id);
                unknownKids.add(other.kid());
            }
        }
    }

    ColumnFacts facts() {
        return new ColumnFacts(
                table,
                column,
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

        Rows rows() {
            return new Rows(count, firstIds);
        }
    }
}
