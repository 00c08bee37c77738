package exo.db.keyring;

import exo.db.crypto.KekState;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.WrappedKey;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the keyring's rows. Plain JDBC: a boot with nothing to do checks its key too, and is not to load jOOQ. */
public final class KeyringReader {
    private KeyringReader() {}

    /**
     * All rows of {@code encryption_keys}, the active one among them; none where there is no such table.
     *
     * @throws exo.db.crypto.KeyringDamaged if a row has a state that no version writes
     */
    public static List<KeyringEntry> entries(Session session) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(KeyringQueries.ENTRIES);
                ResultSet rows = statement.executeQuery()) {
            List<KeyringEntry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(entry(rows));
            }
            return entries;
        } catch (SQLException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return List.of();
            }
            throw ServerFailures.of(e, "read the encryption keyring");
        }
    }

    private static KeyringEntry entry(ResultSet row) throws SQLException {
        WrappedKey next = wrapped(row, 4);
        return new KeyringEntry(
                text(row, 1),
                wrapped(row, 2),
                // Half of one is one that does not open: what was begun has to be taken back.
                isGiven(next) ? next : null,
                text(row, 6),
                text(row, 7),
                KekState.of(text(row, 8)));
    }

    private static boolean isGiven(WrappedKey key) {
        return !key.rootFingerprint().isEmpty() || key.bytes().length > 0;
    }

    private static WrappedKey wrapped(ResultSet row, int fingerprint) throws SQLException {
        byte[] bytes = row.getBytes(fingerprint + 1);
        return new WrappedKey(text(row, fingerprint), bytes == null ? new byte[0] : bytes);
    }

    /** A NULL where a key must have something is what no key has, and is refused as damage is. */
    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }
}
