package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.DumpHeader.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The data of a directory, as {@code pg_backup_directory.c} of PostgreSQL lays them out: a file for each entry, with an
 * ending that tells how it is packed, and for large objects a file that lists those of theirs.
 */
final class DirectoryContents implements Contents {
    static final String TOC = "toc.dat";

    private static final Map<String, Compression> ENDINGS =
            Map.of("", Compression.NONE, ".gz", Compression.GZIP, ".lz4", Compression.LZ4, ".zst", Compression.ZSTD);

    private final Path directory;
    private final Toc toc;
    private final LongConsumer heard;

    /** @param heard is given the length of each piece of a file that was read */
    DirectoryContents(Path directory, Toc toc, LongConsumer heard) {
        this.directory = directory;
        this.toc = toc;
        this.heard = heard;
    }

    /** The file of that name, whatever it is packed in; none where there is none. */
    static Optional<Source> find(Path directory, String name, LongConsumer heard) {
        return ENDINGS.entrySet().stream()
                .map(ending -> new Source(directory.resolve(name + ending.getKey()), ending.getValue(), heard))
                .filter(source -> Files.exists(source.file()))
                .findFirst();
    }

    @Override
    public void pour(Sink sink) {
        for (TocEntry entry : toc.entries()) {
            if (entry.hasData()) {
                sink.begin(entry);
                if (entry.kind().equals(TocEntry.LARGE_OBJECTS)) {
                    largeObjects(entry, sink);
                } else {
                    pour(entry.file(), entry.toString(), sink);
                }
                sink.end();
            }
        }
    }

    private void largeObjects(TocEntry entry, Sink sink) {
        String list = LargeObjectList.fileOf(entry, toc);
        try (ArchiveInput input = new ArchiveInput(open(list, entry.toString()), list)) {
            for (LargeObjectList.Item item : LargeObjectList.read(input)) {
                sink.beginLargeObject(item.oid());
                pour(item.file(), "large object " + item.oid(), sink);
                sink.endLargeObject();
            }
        }
    }

    private void pour(String file, String what, Sink sink) {
        try (InputStream stream = open(file, what)) {
            sink.pour(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(String file, String what) {
        if (file.isEmpty() || file.getBytes(UTF_8).length > 255 || file.indexOf('/') >= 0 || file.indexOf('\0') >= 0) {
            throw new DumpDamaged(
                    Kind.CORRUPT,
                    "the table of contents of " + directory + " is damaged",
                    "it names no file for " + what);
        }
        return find(directory, file, heard)
                .orElseThrow(() -> new DumpDamaged(
                        Kind.MISSING_FILE, directory.resolve(file) + " is not there", "it holds the " + what))
                .open();
    }
}
