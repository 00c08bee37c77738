package exo.db.backup.dump;

import exo.db.backup.dump.DumpHeader.Compression;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A file that can be read from its beginning again and again, whatever it is wrapped in.
 *
 * @param heard is given the length of each piece of the file that was read
 */
record Source(Path file, Compression wrapping, LongConsumer heard) {
    /** The first bytes of what gzip, lz4, zstd, bzip2 and xz write. */
    private static final Map<Compression, byte[]> MARKS = Map.of(
            Compression.GZIP, bytes(0x1f, 0x8b),
            Compression.LZ4, bytes(0x04, 0x22, 0x4d, 0x18),
            Compression.ZSTD, bytes(0x28, 0xb5, 0x2f, 0xfd),
            Compression.BZIP2, bytes('B', 'Z', 'h'),
            Compression.XZ, bytes(0xfd, '7', 'z', 'X', 'Z', 0));

    /** Looks at the first bytes. */
    static Source of(Path file, LongConsumer heard) {
        byte[] head = new Source(file, Compression.NONE, heard).head(6);
        for (Map.Entry<Compression, byte[]> mark : MARKS.entrySet()) {
            if (Bytes.startsWith(head, mark.getValue())) {
                return new Source(file, mark.getKey(), heard);
            }
        }
        return new Source(file, Compression.NONE, heard);
    }

    /** What is in it, unwrapped. */
    InputStream open() {
        FileInput input = FileInput.open(file, heard);
        return wrapping == Compression.NONE ? input : UnpackedInput.of(input, wrapping, file.toString());
    }

    /** The first bytes of what is in it, or fewer if it has fewer. */
    byte[] head(int most) {
        try (ArchiveInput input = new ArchiveInput(open(), file.toString())) {
            return input.most(most);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int index = 0; index < values.length; index++) {
            bytes[index] = (byte) values[index];
        }
        return bytes;
    }
}
