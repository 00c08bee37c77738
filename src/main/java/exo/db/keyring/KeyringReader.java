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
import org.jspecify.annotations.Nullable;

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
        return new KeyringEntry(
                row.getString(1),
                new WrappedKey(row.getString(2), row.getBytes(3)),
                next(row.getString(4), row.getBytes(5)),
                row.getString(6),
                row.getString(7),
                KekState.of(row.getString(8)));
    }

    private static @Nullable WrappedKey next(@Nullable String fingerprint, byte @Nullable [] wrapped) {
        return fingerprint == null || wrapped == null ? null : new WrappedKey(fingerprint, wrapped);
    }
}
