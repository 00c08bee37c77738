package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and texts that archives are made of, as {@code ReadInt}, {@code ReadStr} and {@code ReadOffset} of
 * PostgreSQL's {@code pg_backup_archiver.c} read them.
 */
final class ArchiveInput implements AutoCloseable {
    /** No statement is longer; a longer text is a damaged length. */
    private static final int LONGEST_TEXT = 1 << 26;

    private final InputStream stream;
    private final String what;
    private final TextEncoding encoding = new TextEncoding();
    private long position;
    private int integerBytes = Integer.BYTES;

    ArchiveInput(InputStream stream, String what) {
        this.stream = stream;
        this.what = what;
    }

    /** How many bytes were read. */
    long position() {
        return position;
    }

    /** How many bytes an integer has in this archive. */
    void integerBytes(int count) {
        integerBytes = count;
    }

    /** Minds a statement that says which encoding the texts are in. */
    void heed(String sql) {
        encoding.heed(sql);
    }

    /** The next byte, or -1 at the end. */
    int byteOrEnd() {
        try {
            int next = stream.read();
            position += next < 0 ? 0 : 1;
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int unsignedByte() {
        int next = byteOrEnd();
        if (next < 0) {
            throw truncated();
        }
        return next;
    }

    /** A sign, and the magnitude from the least significant byte on; nothing is written as less than nothing. */
    int integer() {
        int sign = unsignedByte();
        long magnitude = magnitude(integerBytes);
        if (sign > (magnitude == 0 ? 0 : 1) || magnitude < 0 || magnitude > Integer.MAX_VALUE) {
            throw corrupt("there is no number at byte " + position);
        }
        return (int) (sign == 0 ? magnitude : -magnitude);
    }

    /** An unsigned number, from the least significant byte on. */
    long magnitude(int count) {
        long value = 0;
        for (int index = 0; index < count; index++) {
            value |= (long) unsignedByte() << (Byte.SIZE * index);
        }
        return value;
    }

    /** An object's id, which fills all of an integer's bits: pg_dump writes the upper half as negative numbers. */
    long objectId() {
        int sign = unsignedByte();
        long magnitude = magnitude(integerBytes);
        if (sign > (magnitude == 0 ? 0 : 1)) {
            throw corrupt("there is no number at byte " + position);
        }
        return (sign == 0 ? magnitude : -magnitude) & 0xffff_ffffL;
    }

    /** A length and so many bytes; null where the length is -1. */
    @Nullable
    String textOrNull() {
        int length = integer();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > LONGEST_TEXT) {
            throw corrupt("there is no text at byte " + position);
        }
        byte[] bytes = most(length);
        if (bytes.length < length) {
            throw truncated();
        }
        try {
            return encoding.text(bytes, 0, length);
        } catch (CharacterCodingException e) {
            throw corrupt("what should be text in " + encoding.name() + " is none, at byte " + position);
        }
    }

    /** As {@link #textOrNull}; empty where there is none. */
    String text() {
        String text = textOrNull();
        return text == null ? "" : text;
    }

    /** The next bytes, fewer only at the end. */
    byte[] most(int count) {
        // Not at once: a damaged length must not take all memory.
        byte[] bytes = new byte[Math.min(count, 1 << 16)];
        int filled = 0;
        while (filled < count) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * bytes.length));
            }
            int read = read(bytes, filled, bytes.length - filled);
            if (read < 0) {
                return Arrays.copyOf(bytes, filled);
            }
            filled += read;
        }
        return bytes;
    }

    /** As {@link InputStream#read(byte[], int, int)}. */
    int read(byte[] target, int offset, int length) {
        try {
            int read = stream.read(target, offset, length);
            position += Math.max(0, read);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void skip(long count) {
        try {
            stream.skipNBytes(count);
            position += count;
        } catch (IOException e) {
            throw new DumpDamaged(Kind.TRUNCATED, what + " is shorter than it was", "", e);
        }
    }

    DumpDamaged truncated() {
        return new DumpDamaged(Kind.TRUNCATED, what + " ends at byte " + position + ", in the midst of it", "");
    }

    DumpDamaged corrupt(String why) {
        return new DumpDamaged(Kind.CORRUPT, what + " is damaged", why);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
