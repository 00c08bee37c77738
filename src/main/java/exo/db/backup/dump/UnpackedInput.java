package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.DumpHeader.Compression;
import io.airlift.compress.v3.zstd.ZstdJavaInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The decompressed bytes of a stream; whatever a decompressor throws at bad bytes is a {@link DumpDamaged}. */
final class UnpackedInput extends InputStream {
    /** As {@link FileInput} reads. */
    private static final int BUFFER_BYTES = 1 << 17;

    private final InputStream packed;
    private final Opener opener;
    private final BooleanSupplier isCutShort;
    private final String what;
    private @Nullable InputStream unpacked;

    private UnpackedInput(InputStream packed, Opener opener, BooleanSupplier isCutShort, String what) {
        this.packed = packed;
        this.opener = opener;
        this.isCutShort = isCutShort;
        this.what = what;
    }

    /** A whole file. */
    static UnpackedInput of(FileInput file, Compression compression, String what) {
        return new UnpackedInput(file, stream -> unpack(stream, compression), file::isAtEnd, what);
    }

    /** A part of a file whose end is marked by other means. */
    static UnpackedInput ofPart(InputStream part, Opener opener, String what) {
        return new UnpackedInput(part, opener, () -> false, what);
    }

    /** As pg_dump packs the data of an archive's entry and as the programs of these names do. */
    static InputStream unpack(InputStream packed, Compression compression) throws IOException {
        return switch (compression) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER_BYTES);
            case LZ4 -> new FramedLZ4CompressorInputStream(packed, true);
            case ZSTD -> new ZstdJavaInputStream(packed);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case XZ ->
                XZCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .get();
        };
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            InputStream open = unpacked;
            if (open == null) {
                open = opener.open(packed);
                unpacked = open;
            }
            return open.read(target, offset, length);
        } catch (DumpDamaged e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (unpacked == null || unpacked instanceof InflaterInputStream) {
            packed.close();
        } else {
            unpacked.close();
        }
    }

    private DumpDamaged damaged(Exception e) {
        return isCutShort.getAsBoolean()
                ? new DumpDamaged(Kind.TRUNCATED, what + " ends in the midst of compressed data", "", e)
                : new DumpDamaged(Kind.CORRUPT, what + " cannot be decompressed", reason(e), e);
    }

    private static String reason(Exception e) {
        return e instanceof EOFException ? "the compressed data end early" : String.valueOf(e.getMessage());
    }

    /** Makes the stream that decompresses; it may read what is at the beginning. */
    interface Opener {
        InputStream open(InputStream packed) throws IOException;
    }
}
