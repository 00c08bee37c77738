package exo.db.sealing;

import exo.db.crypto.Cell;
import exo.db.crypto.CellText;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Keyring;
import exo.db.crypto.RootKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens values of encrypted columns that come from elsewhere than a database, such as a dump, and judges them as
 * {@link ValueCheck} does. In memory that does not grow with their number. For one thread.
 */
public final class LooseValues implements AutoCloseable {
    private final Keyring keyring;
    private final EnvelopeOpener opener;
    private final Map<String, Map<String, ColumnTally>> tallies = new TreeMap<>();

    /** @param keyring is closed with this */
    public LooseValues(Keyring keyring) {
        this.keyring = keyring;
        this.opener = new EnvelopeOpener(keyring);
    }

    /**
     * Opens a value.
     *
     * @param table whose values these are: for a partition, its parent
     * @param id of the row
     */
    public void add(String table, String column, String id, @Nullable CellText value) {
        ColumnTally tally = tallies.computeIfAbsent(table, name -> new TreeMap<>())
                .computeIfAbsent(column, name -> new ColumnTally(table, name));
        if (value == null) {
            tally.addNull();
        } else {
            tally.add(opener.open(new Cell(table, column, id), value), id, value);
        }
    }

    /**
     * What came of them.
     *
     * @param absent columns that should be there, as {@code table.column}
     * @param sealed columns in which plaintext is damage, as {@code table.column}
     */
    public ValueReport report(RootKey rootKey, List<String> absent, Set<String> sealed) {
        List<ColumnFacts> columns = new ArrayList<>();
        tallies.values().forEach(table -> table.values().forEach(tally -> columns.add(tally.facts(0))));
        ValueSnapshot snapshot = new ValueSnapshot(
                rootKey.fingerprint(), rootKey.warnings(), keyring.active().kid(), columns, absent, sealed);
        return new ValueReport(snapshot, ValueJudge.judge(snapshot));
    }

    @Override
    public void close() {
        opener.close();
        keyring.close();
    }
}
