package exo.db.partition;

import exo.db.schema.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Names a partition in the trash, which all schemas of a database share and where the same month may come more than
 * once.
 */
final class TrashName {
    /** With the mark and a number of two digits for its indexes this stays within PostgreSQL's 63 bytes. */
    private static final int KEPT = 50;

    private static final int MARK_BYTES = 4;

    private TrashName() {}

    /** The partition's own name with a mark that tells schema and time. */
    static String of(QualifiedName partition, Instant now) {
        String name = partition.name();
        return name.substring(0, Math.min(name.length(), KEPT)) + "_" + mark(partition + " " + now);
    }

    private static String mark(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
