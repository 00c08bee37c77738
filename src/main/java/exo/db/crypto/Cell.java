package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * The place in the database that a sealed value belongs to; the value opens nowhere else.
 *
 * @param table the table's name without its schema; for a row of a partition, the parent's name
 * @param rowId the {@code id} column as PostgreSQL prints it ({@code kid} for {@code encryption_keys})
 */
public record Cell(String table, String column, String rowId) {
    private static final byte[] VERSION = "exo1".getBytes(UTF_8);

    /** The table that holds the wrapped KEKs. */
    static final String KEYRING_TABLE = "encryption_keys";

    static Cell wrappedKey(String kid) {
        return new Cell(KEYRING_TABLE, "wrapped_key", kid);
    }

    static Cell canary(String kid) {
        return new Cell(KEYRING_TABLE, "canary", kid);
    }

    /** Version, table, column and row id, each after its length, so that no two cells give the same bytes. */
    byte[] additionalData() {
        byte[] tableName = table.getBytes(UTF_8);
        byte[] columnName = column.getBytes(UTF_8);
        byte[] row = rowId.getBytes(UTF_8);
        int length = 4 * Integer.BYTES + VERSION.length + tableName.length + columnName.length + row.length;
        return ByteBuffer.allocate(length)
                .putInt(VERSION.length)
                .put(VERSION)
                .putInt(tableName.length)
                .put(tableName)
                .putInt(columnName.length)
                .put(columnName)
                .putInt(row.length)
                .put(row)
                .array();
    }
}
