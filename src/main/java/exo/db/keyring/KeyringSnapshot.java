package exo.db.keyring;

import exo.db.crypto.KeyringEntry;
import exo.db.schema.QualifiedName;
import java.util.List;

/**
 * What the database holds of a keyring.
 *
 * @param table where the keyring is, or will be once its table has been made
 * @param entries all rows of the table; none where there is no table yet
 * @param sealedPlaces the columns, as {@code table.column}, that hold sealed values; looked for only while there is no
 *     entry, since otherwise they are what is expected
 */
record KeyringSnapshot(QualifiedName table, List<KeyringEntry> entries, List<String> sealedPlaces) {
    KeyringSnapshot {
        entries = List.copyOf(entries);
        sealedPlaces = List.copyOf(sealedPlaces);
    }
}
