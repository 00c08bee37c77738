package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.DumpHeader.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The data of a custom archive, as {@code pg_backup_custom.c} of PostgreSQL lays them out: for each entry a type and
 * the entry's number, then blocks of bytes, each after its length, the last of which is empty. Large objects have their
 * own blocks each, after their number.
 *
 * <p>Read in the order of the file whatever positions the table of contents tells, so that nothing is skipped; where it
 * tells one, it has to be right.
 */
final class CustomContents implements Contents {
    /** {@code BLK_DATA} and {@code BLK_BLOBS} of {@code pg_backup_archiver.h}. */
    private static final int DATA = 1;

    private static final int LARGE_OBJECTS = 3;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Source source;
    private final Toc toc;

    CustomContents(Source source, Toc toc) {
        this.source = source;
        this.toc = toc;
    }

    @Override
    public void pour(Sink sink) {
        Map<Integer, TocEntry> missing = new LinkedHashMap<>();
        toc.entries().stream().filter(TocEntry::hasData).forEach(entry -> missing.put(entry.id(), entry));
        try (ArchiveInput input = new ArchiveInput(source.open(), source.file().toString())) {
            // The sizes of numbers stand in the head.
            Toc.read(input, toc.header().format(), toc.header().wrapping());
            for (int type = input.byteOrEnd(); type >= 0; type = input.byteOrEnd()) {
                long position = input.position() - 1;
                int id = input.integer();
                TocEntry entry = missing.remove(id);
                if (entry == null || (entry.position() != 0 && entry.position() != position)) {
                    throw input.corrupt("no entry has data at byte " + position);
                }
                sink.begin(entry);
                switch (type) {
                    case DATA -> pour(input, entry.toString(), sink);
                    case LARGE_OBJECTS -> largeObjects(input, sink);
                    default -> throw input.corrupt("no data begin at byte " + position);
                }
                sink.end();
            }
        }
        refuseMissing(missing);
    }

    private void refuseMissing(Map<Integer, TocEntry> missing) {
        if (!missing.isEmpty()) {
            throw new DumpDamaged(
                    Kind.TRUNCATED,
                    source.file() + " ends before the data of " + missing.size() + " of its entries",
                    "the first is " + missing.values().iterator().next());
        }
    }

    private void largeObjects(ArchiveInput input, Sink sink) {
        Set<String> listed = listedObjects();
        for (long oid = input.objectId(); oid != 0; oid = input.objectId()) {
            if (!listed.isEmpty() && !listed.contains(String.valueOf(oid))) {
                throw input.corrupt("large object " + oid + " is not in the table of contents");
            }
            sink.beginLargeObject(oid);
            pour(input, "large object " + oid, sink);
            sink.endLargeObject();
        }
    }

    /** Those that have an entry each, as before PostgreSQL 17; no checksum covers the numbers before their contents. */
    private Set<String> listedObjects() {
        return toc.entries().stream()
                .filter(entry -> entry.kind().equals(TocEntry.LARGE_OBJECT))
                .map(TocEntry::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void pour(ArchiveInput input, String what, Sink sink) {
        BlockStream blocks = new BlockStream(input);
        if (toc.header().compression() == Compression.NONE) {
            sink.pour(blocks);
            return;
        }
        Inflater inflater = new Inflater();
        try {
            // Without its own close, which would close the file.
            if (blocks.hasMore()) {
                sink.pour(UnpackedInput.ofPart(blocks, stream -> unpacked(stream, inflater), what));
            }
            if (inflater.getRemaining() > 0 || blocks.hasMore()) {
                throw input.corrupt(what + " goes on after its end");
            }
        } finally {
            inflater.end();
        }
    }

    /** Zlib's own frame here, where files have gzip's. */
    private InputStream unpacked(InputStream blocks, Inflater inflater) throws IOException {
        return toc.header().compression() == Compression.GZIP
                ? new InflaterInputStream(blocks, inflater, BUFFER_BYTES)
                : UnpackedInput.unpack(blocks, toc.header().compression());
    }

    /** The bytes of the blocks up to the empty one. */
    private static final class BlockStream extends InputStream {
        private final ArchiveInput input;
        private int left;
        private boolean isAtEnd;

        BlockStream(ArchiveInput input) {
            this.input = input;
        }

        boolean hasMore() {
            if (left == 0 && !isAtEnd) {
                left = input.integer();
                if (left < 0) {
                    throw input.corrupt("there is no block at byte " + input.position());
                }
                isAtEnd = left == 0;
            }
            return !isAtEnd;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Of as many blocks as fit: pg_dump's have 4 KiB, and unpacking costs an eighth more in pieces that small. */
        @Override
        public int read(byte[] target, int offset, int length) {
            int filled = 0;
            while (filled < length && hasMore()) {
                int read = input.read(target, offset + filled, Math.min(length - filled, left));
                if (read < 0) {
                    throw input.truncated();
                }
                left -= read;
                filled += read;
            }
            return filled == 0 && length > 0 ? -1 : filled;
        }
    }
}
