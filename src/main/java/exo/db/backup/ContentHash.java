package exo.db.backup;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the rows of a table come to, whatever their order: the sum, modulo 2^128, of the first 16 bytes, taken as a
 * big-endian number, of the SHA-256 of each row's line in COPY's text format, without its line end. Two tables of equal
 * rows have equal hashes; and the hash of a partitioned table is the sum of its partitions'.
 *
 * <p>The lines are those that {@code pg_dump} writes when the session's time zone is UTC, in the order of columns of
 * its {@code COPY} statement. Not for rows chosen by an adversary: it tells damage and loss, not forgery.
 */
public final class ContentHash {
    /** Of a sum modulo 2^128. */
    private static final int BYTES = 16;

    private final MessageDigest digest;
    private final byte[] hash = new byte[32];
    private long high;
    private long low;
    private long rows;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds a row. */
    public void add(byte[] line, int offset, int length) {
        digest.update(line, offset, length);
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
        ByteBuffer first = ByteBuffer.wrap(hash);
        add(first.getLong(), first.getLong());
        rows++;
    }

    /** Adds rows, each a whole line with its line feed. */
    public void addLines(byte[] lines, int offset, int length) {
        int start = offset;
        for (int place = offset; place < offset + length; place++) {
            if (lines[place] == '\n') {
                add(lines, start, place - start);
                start = place + 1;
            }
        }
    }

    /** Adds the rows of another table. */
    public void add(Value other) {
        ByteBuffer sum = ByteBuffer.wrap(HexFormat.of().parseHex(other.hash()));
        add(sum.getLong(), sum.getLong());
        rows += other.rows();
    }

    /** What was added so far. */
    public Value value() {
        byte[] sum = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return new Value(rows, HexFormat.of().formatHex(sum));
    }

    private void add(long otherHigh, long otherLow) {
        long sum = low + otherLow;
        high += otherHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    /**
     * How many rows, and what they come to.
     *
     * @param hash 32 hexadecimal digits
     */
    public record Value(long rows, String hash) {
        public Value {
            if (hash.length() != 2 * BYTES || new BigInteger(hash, 16).signum() < 0) {
                throw new IllegalArgumentException("not a content hash: " + hash);
            }
        }
    }
}
