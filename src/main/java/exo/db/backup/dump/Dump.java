package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.DumpHeader.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** A dump whose format is known and whose table of contents was read. Holds no file open; can be read repeatedly. */
public final class Dump {
    /** Enough for the head of a plain script, whatever it is begun with. */
    private static final int HEAD_BYTES = 1 << 14;

    private final String what;
    private final DumpHeader header;
    private final List<TocEntry> entries;
    private final Contents contents;
    private final Duration patience;

    /** @param what the dump, for messages */
    Dump(String what, DumpHeader header, List<TocEntry> entries, Contents contents, Duration patience) {
        this.what = what;
        this.header = header;
        this.entries = List.copyOf(entries);
        this.contents = contents;
        this.patience = patience;
    }

    /**
     * Finds out what it is, and reads its table of contents.
     *
     * @param patience how long nothing may come of the disk, the network or the pipe
     * @throws DumpDamaged if it is no dump, or one that ends or is damaged before its data
     */
    public static Dump open(Path path, Duration patience) {
        return open(path, patience, bytes -> {});
    }

    /**
     * Likewise.
     *
     * @param heard is given the length of each piece of a file that was read, now and later, by the thread that read it
     */
    public static Dump open(Path path, Duration patience, LongConsumer heard) {
        // On a thread of its own, which a disk that gives nothing may keep.
        CompletableFuture<Dump> opening = new CompletableFuture<>();
        Thread.ofPlatform().name("dump-opener").daemon().start(() -> {
            try {
                opening.complete(Opening.of(path, patience, heard));
            } catch (RuntimeException | Error e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DumpDamaged(
                    Kind.STALLED, path + " cannot be read", "nothing came for " + patience.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a dump was opened", e);
        }
    }

    /** What it says of itself. */
    public DumpHeader header() {
        return header;
    }

    /** The table of contents, in the order of a restore; empty for a plain script. */
    public List<TocEntry> entries() {
        return entries;
    }

    /**
     * Reads all of it, once, and hands it over on this thread.
     *
     * @throws DumpDamaged if it is not whole
     */
    public void read(DumpVisitor visitor) {
        Delivery delivery = new Delivery(what, entries, visitor);
        try (Feed feed = Feed.of(contents, patience)) {
            switch (header.format()) {
                case PLAIN, CLUSTER -> delivery.script(feed);
                case CUSTOM, DIRECTORY, TAR -> delivery.archive(feed);
            }
        } catch (OutOfMemoryError e) {
            throw new DumpDamaged(
                    Kind.TOO_LARGE, what + " does not fit into memory", "a row or a statement of it is too long", e);
        }
    }

    /** Tells formats apart. */
    private static final class Opening {
        static Dump of(Path path, Duration patience, LongConsumer heard) {
            if (Files.isDirectory(path)) {
                return directory(path, patience, heard);
            }
            if (!Files.isRegularFile(path)) {
                throw new DumpDamaged(
                        Kind.UNREADABLE,
                        "cannot read " + path,
                        Files.exists(path) ? "it is neither a file nor a directory" : "there is no such file");
            }
            Source source = Source.of(path, heard);
            byte[] head = source.head(HEAD_BYTES);
            if (Bytes.startsWith(head, Toc.MARK)) {
                return custom(source, head, patience);
            }
            return TarContents.isTar(head) ? tar(source, patience) : plain(source, head, patience);
        }

        private static Dump directory(Path path, Duration patience, LongConsumer heard) {
            Source source = DirectoryContents.find(path, DirectoryContents.TOC, heard)
                    .orElseThrow(() -> new DumpDamaged(
                            Kind.UNRECOGNISED,
                            path + " is no dump",
                            Files.exists(path.resolve("PG_VERSION")) || Files.exists(path.resolve("backup_manifest"))
                                    ? "it is a copy of a server's files, which pg_verifybackup checks"
                                    : "a directory that pg_dump wrote has a file toc.dat"));
            try (ArchiveInput input =
                    new ArchiveInput(source.open(), source.file().toString())) {
                Toc toc = Toc.read(input, Format.DIRECTORY, Compression.NONE);
                if (input.byteOrEnd() >= 0) {
                    throw input.corrupt("it goes on after the last entry");
                }
                return new Dump(
                        path.toString(),
                        toc.header(),
                        toc.entries(),
                        new DirectoryContents(path, toc, heard),
                        patience);
            }
        }

        private static Dump custom(Source source, byte[] head, Duration patience) {
            if (!Toc.isCustom(head)) {
                throw new DumpDamaged(
                        Kind.UNRECOGNISED,
                        source.file() + " is only a part of a dump",
                        "it is the table of contents of a directory: name the directory");
            }
            try (ArchiveInput input =
                    new ArchiveInput(source.open(), source.file().toString())) {
                Toc toc = Toc.read(input, Format.CUSTOM, source.wrapping());
                return new Dump(
                        source.file().toString(),
                        toc.header(),
                        toc.entries(),
                        new CustomContents(source, toc),
                        patience);
            }
        }

        private static Dump tar(Source source, Duration patience) {
            Toc toc = TarContents.toc(source)
                    .orElseThrow(() -> new DumpDamaged(
                            Kind.UNRECOGNISED, source.file() + " is no dump", "it is a tar without a file toc.dat"));
            return new Dump(
                    source.file().toString(), toc.header(), toc.entries(), new TarContents(source, toc), patience);
        }

        private static Dump plain(Source source, byte[] head, Duration patience) {
            DumpHeader header = PlainHead.read(head, source.wrapping())
                    .orElseThrow(() -> new DumpDamaged(Kind.UNRECOGNISED, source.file() + " is no dump", reason(head)));
            return new Dump(
                    source.file().toString(),
                    header,
                    List.of(),
                    new PlainContents(source, header.conversions()),
                    patience);
        }

        private static String reason(byte[] head) {
            if (ConvertedText.isWide(head)) {
                return "it is text in UTF-16, as PowerShell writes what is redirected, and psql does not read it: iconv"
                        + " makes UTF-8 of it, and pg_dump -f writes none";
            }
            return head.length == 0 ? "it is empty" : "it does not begin as anything that pg_dump writes";
        }
    }
}
