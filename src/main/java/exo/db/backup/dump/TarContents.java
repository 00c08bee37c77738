package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The data of a tar archive, as {@code pg_backup_tar.c} of PostgreSQL lays them out: the files of a directory, none of
 * them packed, the table of contents first and a script for restoring by hand last. A directory that somebody packed
 * with tar, in whatever order, is read too, if its data files are not packed.
 */
final class TarContents implements Contents {
    private static final String LARGE_OBJECT = "blob_";

    /** Two blocks of zeros, see POSIX, pax, "ustar Interchange Format". */
    private static final int END_BYTES = 2 * 512;

    private static final Pattern PACKED = Pattern.compile(".*\\.dat\\.(gz|lz4|zst)");

    private final Source source;
    private final Toc toc;

    TarContents(Source source, Toc toc) {
        this.source = source;
        this.toc = toc;
    }

    /** Whether a file that begins so is a tar: the mark is where POSIX wants it. */
    static boolean isTar(byte[] head) {
        return head.length >= 512 && new String(head, 257, 5, ISO_8859_1).equals("ustar");
    }

    /** The table of contents, wherever it stands. */
    static Optional<Toc> toc(Source source) {
        try (Members members = new Members(source)) {
            for (String name = members.next(); name != null; name = members.next()) {
                if (name.equals(DirectoryContents.TOC)) {
                    ArchiveInput input = new ArchiveInput(members, DirectoryContents.TOC + " in " + source.file());
                    return Optional.of(Toc.read(input, DumpHeader.Format.TAR, source.wrapping()));
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public void pour(Sink sink) {
        Map<String, TocEntry> missing = new LinkedHashMap<>();
        for (TocEntry entry : toc.entries()) {
            if (entry.hasData()) {
                boolean isList = entry.kind().equals(TocEntry.LARGE_OBJECTS);
                missing.put(isList ? LargeObjectList.fileOf(entry, toc) : entry.file(), entry);
            }
        }
        try (Members members = new Members(source)) {
            for (String name = members.next(); name != null; name = members.next()) {
                refuseDirectory(name);
                TocEntry entry = missing.remove(name);
                if (name.startsWith(LARGE_OBJECT)) {
                    largeObject(name, members, sink);
                } else if (entry != null && !entry.kind().equals(TocEntry.LARGE_OBJECTS)) {
                    sink.begin(entry);
                    sink.pour(members);
                    sink.end();
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new DumpDamaged(
                    Kind.TRUNCATED,
                    source.file() + " lacks the data of " + missing.size() + " of its entries",
                    "the first is " + missing.values().iterator().next());
        }
    }

    /** pg_dump packs no file in a tar, and every one in a directory. */
    private void refuseDirectory(String name) {
        if (PACKED.matcher(name).matches()) {
            throw new DumpDamaged(
                    Kind.UNRECOGNISED,
                    source.file() + " is no dump by itself",
                    "it is a tar of a directory that pg_dump wrote: unpack it, and name the directory");
        }
    }

    private void largeObject(String name, Members members, Sink sink) {
        String digits = name.substring(LARGE_OBJECT.length()).replaceFirst("\\.dat$", "");
        try {
            sink.beginLargeObject(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new DumpDamaged(Kind.CORRUPT, source.file() + " is damaged", name + " names no large object", e);
        }
        sink.pour(members);
        sink.endLargeObject();
    }

    /** The files in a tar, one after the other. */
    private static final class Members extends InputStream {
        private final Source source;
        private final ZerosBehind bytes;
        private final TarArchiveInputStream tar;

        Members(Source source) {
            this.source = source;
            this.bytes = new ZerosBehind(source.open());
            this.tar = new TarArchiveInputStream(bytes);
        }

        /** Goes to the next file, and gives its name without those of directories; null where there is none. */
        @Nullable
        String next() {
            try {
                TarArchiveEntry entry = tar.getNextEntry();
                while (entry != null && !entry.isFile()) {
                    entry = tar.getNextEntry();
                }
                if (entry == null) {
                    refuseOpenEnd();
                    return null;
                }
                if (!entry.isCheckSumOK()) {
                    throw new DumpDamaged(
                            Kind.CORRUPT, source.file() + " is damaged", "the checksum of a header in it is wrong");
                }
                return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            } catch (DumpDamaged e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw damaged(e);
            }
        }

        /** The reader takes a file that ends between two members, or in the filling of one, for a whole one. */
        private void refuseOpenEnd() {
            if (bytes.zeros < END_BYTES) {
                throw new DumpDamaged(
                        Kind.TRUNCATED,
                        source.file() + " lacks the end that a tar has",
                        "it stops behind a file in it");
            }
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                return tar.read(target, offset, length);
            } catch (DumpDamaged e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw damaged(e);
            }
        }

        @Override
        public void close() {
            try {
                tar.close();
            } catch (IOException e) {
                throw damaged(e);
            }
        }

        /** The reader of tar tells an early end only by its words. */
        private DumpDamaged damaged(Exception e) {
            String why = String.valueOf(e.getMessage());
            boolean isCutShort = e instanceof EOFException || why.contains("runcated");
            return isCutShort
                    ? new DumpDamaged(Kind.TRUNCATED, source.file() + " ends in the midst of a file in it", "", e)
                    : new DumpDamaged(Kind.CORRUPT, source.file() + " is damaged", why, e);
        }
    }

    /** Knows how many zeros were read last. */
    private static final class ZerosBehind extends FilterInputStream {
        private long zeros;

        ZerosBehind(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            int from = offset + read;
            while (from > offset && target[from - 1] == 0) {
                from--;
            }
            if (read > 0) {
                zeros = from == offset ? zeros + read : offset + read - from;
            }
            return read;
        }

        /** What is passed over counts as well. */
        @Override
        public long skip(long count) throws IOException {
            byte[] passed = new byte[(int) Math.min(count, 1 << 13)];
            long skipped = 0;
            while (skipped < count) {
                int read = read(passed, 0, (int) Math.min(count - skipped, passed.length));
                if (read < 0) {
                    break;
                }
                skipped += read;
            }
            return skipped;
        }
    }
}
