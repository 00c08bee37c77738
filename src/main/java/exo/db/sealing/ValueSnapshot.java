package exo.db.sealing;

import exo.db.crypto.KeyWarning;
import java.util.List;
import java.util.Set;

/**
 * What was seen of one database, after the root key had opened its keyring.
 *
 * @param rootFingerprint of the root key
 * @param keyWarnings what is to be said about the root key itself
 * @param activeKid the KEK that seals new values
 * @param columns one for each encrypted column that is there
 * @param absentColumns declared, encrypted, and not there, as {@code table.column}
 * @param sealedColumns whose values are all sealed since a time, as {@code table.column}
 */
public record ValueSnapshot(
        String rootFingerprint,
        List<KeyWarning> keyWarnings,
        String activeKid,
        List<ColumnFacts> columns,
        List<String> absentColumns,
        Set<String> sealedColumns) {
    public ValueSnapshot {
        keyWarnings = List.copyOf(keyWarnings);
        columns = List.copyOf(columns);
        absentColumns = List.copyOf(absentColumns);
        sealedColumns = Set.copyOf(sealedColumns);
    }
}
