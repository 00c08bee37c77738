package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A file's bytes, buffered. By a channel, which keeps its memory between calls where a stream takes new each time.
 *
 * <p>Whatever the system refuses is a {@link DumpDamaged}, so that it is not taken for damage.
 */
final class FileInput extends InputStream {
    /** Large enough that a call of the system costs nothing beside what it brings. */
    private static final int BUFFER_BYTES = 1 << 17;

    private final Path file;
    private final FileChannel channel;
    private final LongConsumer heard;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean isAtEnd;

    private FileInput(Path file, FileChannel channel, LongConsumer heard) {
        this.file = file;
        this.channel = channel;
        this.heard = heard;
    }

    /** @param heard is given the length of each piece that was read */
    static FileInput open(Path file, LongConsumer heard) {
        try {
            return new FileInput(file, new FileInputStream(file.toFile()).getChannel(), heard);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Whether there was an attempt to read beyond the end. */
    boolean isAtEnd() {
        return isAtEnd;
    }

    @Override
    public int read() {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
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

    /** Zero only at the end: the reader of gzip asks this to know whether another part follows. */
    @Override
    public int available() {
        return fill() ? limit - position : 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private boolean fill() {
        if (position < limit) {
            return true;
        }
        try {
            limit = Math.max(0, channel.read(ByteBuffer.wrap(buffer)));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        position = 0;
        isAtEnd = limit == 0;
        heard.accept(limit);
        return !isAtEnd;
    }

    private static DumpDamaged unreadable(Path file, IOException e) {
        return new DumpDamaged(Kind.UNREADABLE, "cannot read " + file, String.valueOf(e.getMessage()), e);
    }
}
