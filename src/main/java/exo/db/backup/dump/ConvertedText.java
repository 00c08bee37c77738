package exo.db.backup.dump;

import exo.db.backup.dump.DumpHeader.Conversion;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * A script as pg_dump wrote it, of what another program made of it that psql reads as well: the rows are the same,
 * since COPY writes a carriage return within a row in another way.
 */
final class ConvertedText extends InputStream {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** As {@link FileInput} reads. */
    private static final int BUFFER_BYTES = 1 << 17;

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    private ConvertedText(InputStream stream) {
        this.stream = stream;
    }

    /** What was done to a script that begins like this. */
    static Set<Conversion> conversions(byte[] head) {
        Set<Conversion> conversions = EnumSet.noneOf(Conversion.class);
        if (Bytes.startsWith(head, BYTE_ORDER_MARK)) {
            conversions.add(Conversion.BYTE_ORDER_MARK);
        }
        int end = 0;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        if (end > 0 && end < head.length && head[end - 1] == '\r') {
            conversions.add(Conversion.CARRIAGE_RETURNS);
        }
        return conversions;
    }

    /** Whether what begins like this is text of two bytes for each letter, which psql does not read. */
    static boolean isWide(byte[] head) {
        return head.length > 1 && (head[0] & head[1] & 0xff) == 0xfe && (head[0] ^ head[1]) == 1;
    }

    /** Undoes it. */
    static InputStream undo(Set<Conversion> conversions, InputStream stream) throws IOException {
        if (conversions.contains(Conversion.BYTE_ORDER_MARK)) {
            stream.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return conversions.contains(Conversion.CARRIAGE_RETURNS) ? new ConvertedText(stream) : stream;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            int length = Math.max(0, stream.read(buffer, 0, buffer.length - 1));
            // Only the next byte tells whether a line ends there.
            int next = length > 0 && buffer[length - 1] == '\r' ? stream.read() : -1;
            if (next >= 0) {
                buffer[length++] = (byte) next;
            }
            position = 0;
            limit = withoutReturns(length);
        }
        return position < limit;
    }

    private int withoutReturns(int length) {
        int kept = 0;
        for (int index = 0; index < length; index++) {
            boolean isPartOfEnd = buffer[index] == '\r' && index + 1 < length && buffer[index + 1] == '\n';
            if (!isPartOfEnd) {
                buffer[kept++] = buffer[index];
            }
        }
        return kept;
    }
}
