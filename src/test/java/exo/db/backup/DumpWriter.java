package exo.db.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import exo.db.backup.dump.Dump;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.DumpVisitor;
import exo.db.backup.dump.TableData;
import exo.db.backup.dump.TocEntry;
import exo.db.backup.dump.TocEntry.Section;
import exo.db.schema.QualifiedName;
import io.airlift.compress.v3.zstd.ZstdJavaOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;

/**
 * Writes archives as pg_dump of versions that cannot be had here writes them, from what a real one of pg_dump 15 holds:
 * format 1.15 is that of 16, format 1.16 that of 17 and 18. After {@code WriteHead} and {@code WriteToc} of
 * PostgreSQL's {@code pg_backup_archiver.c}.
 */
final class DumpWriter {
    /** As pg_dump 15 has it; others have other sizes, and nothing depends on it. */
    private static final int BLOCK = 4096;

    private final Dump original;
    private final int minor;
    private final Compression compression;
    private final Map<QualifiedName, byte[]> rows = new HashMap<>();

    DumpWriter(Dump original, int minor, Compression compression) {
        this.original = original;
        this.minor = minor;
        this.compression = compression;
        original.read(new Collector());
    }

    /** A custom archive, as it is written into a pipe: without the positions of data. */
    void custom(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        toc(out, 1);
        for (TocEntry entry : original.entries()) {
            if (entry.hasData() && !entry.kind().equals("BLOBS")) {
                out.write(1);
                integer(out, entry.id());
                blocks(out, packed(data(entry)));
            }
        }
        Files.write(file, out.toByteArray());
    }

    /** A directory. */
    void directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        ByteArrayOutputStream toc = new ByteArrayOutputStream();
        toc(toc, 3);
        Files.write(directory.resolve("toc.dat"), toc.toByteArray());
        String ending = switch (compression) {
            case GZIP -> ".gz";
            case LZ4 -> ".lz4";
            case ZSTD -> ".zst";
            default -> "";
        };
        for (TocEntry entry : original.entries()) {
            if (entry.hasData() && !entry.kind().equals("BLOBS")) {
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                try (OutputStream stream =
                        compression == Compression.GZIP ? new GZIPOutputStream(file) : packer(file)) {
                    stream.write(data(entry));
                }
                Files.write(directory.resolve(entry.id() + ".dat" + ending), file.toByteArray());
            }
        }
    }

    private byte[] data(TocEntry entry) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        byte[] lines = rows.get(new QualifiedName(entry.namespace(), entry.name()));
        data.write(lines == null ? new byte[0] : lines);
        data.write("\\.\n\n\n".getBytes(UTF_8));
        return data.toByteArray();
    }

    private byte[] packed(byte[] data) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = packer(packed)) {
            stream.write(data);
        }
        return packed.toByteArray();
    }

    private OutputStream packer(OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> new DeflaterOutputStream(out);
            case LZ4 -> new FramedLZ4CompressorOutputStream(out);
            case ZSTD -> new ZstdJavaOutputStream(out);
            default -> out;
        };
    }

    private static void blocks(ByteArrayOutputStream out, byte[] data) {
        for (int start = 0; start < data.length; start += BLOCK) {
            int length = Math.min(BLOCK, data.length - start);
            integer(out, length);
            out.write(data, start, length);
        }
        integer(out, 0);
    }

    private void toc(ByteArrayOutputStream out, int format) {
        out.writeBytes("PGDMP".getBytes(UTF_8));
        out.writeBytes(new byte[] {1, (byte) minor, 0, 4, 8, (byte) format});
        if (minor >= 15) {
            out.write(
                    switch (compression) {
                        case NONE -> 0;
                        case GZIP -> 1;
                        case LZ4 -> 2;
                        default -> 3;
                    });
        } else {
            integer(out, compression == Compression.NONE ? 0 : -1);
        }
        // 2026-03-04 05:06:07, and no daylight saving.
        for (int part : new int[] {7, 6, 5, 4, 2, 126, 0}) {
            integer(out, part);
        }
        text(out, "exo");
        text(out, "16.4");
        text(out, minor == 16 ? "17.5" : "16.4");
        long entries = original.entries().stream()
                .filter(entry -> !entry.kind().equals("BLOBS"))
                .count();
        integer(out, (int) entries);
        for (TocEntry entry : original.entries()) {
            if (!entry.kind().equals("BLOBS")) {
                entry(out, entry, format);
            }
        }
    }

    private void entry(ByteArrayOutputStream out, TocEntry entry, int format) {
        integer(out, entry.id());
        integer(out, entry.hasData() ? 1 : 0);
        text(out, "0");
        text(out, "0");
        text(out, entry.name());
        text(out, entry.kind());
        integer(out, List.of(Section.values()).indexOf(entry.section()) + 1);
        text(out, entry.definition());
        text(out, entry.drop());
        text(out, entry.copy());
        text(out, entry.namespace());
        text(out, "");
        text(out, "");
        if (minor >= 16) {
            integer(out, entry.kind().equals("TABLE") ? 'r' : 0);
        }
        text(out, entry.owner());
        text(out, "false");
        entry.dependencies().forEach(dependency -> text(out, dependency.toString()));
        integer(out, -1);
        if (format == 1) {
            out.writeBytes(new byte[] {(byte) (entry.hasData() ? 1 : 3), 0, 0, 0, 0, 0, 0, 0, 0});
        } else {
            text(out, entry.hasData() ? entry.id() + ".dat" : "");
        }
    }

    private static void integer(ByteArrayOutputStream out, int value) {
        out.write(value < 0 ? 1 : 0);
        int magnitude = Math.abs(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(magnitude >> shift);
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        integer(out, bytes.length);
        out.writeBytes(bytes);
    }

    /** Keeps the rows of each table. */
    private final class Collector implements DumpVisitor {
        private ByteArrayOutputStream open = new ByteArrayOutputStream();

        @Override
        public void statement(DumpStatement statement) {}

        @Override
        public void beginTable(TableData table) {
            open = new ByteArrayOutputStream();
            rows.put(table.table(), new byte[0]);
            name = table.table();
        }

        private QualifiedName name = new QualifiedName("none", "yet");

        @Override
        public void rows(byte[] lines, int offset, int length) {
            open.write(lines, offset, length);
        }

        @Override
        public void endTable() {
            rows.put(name, open.toByteArray());
        }
    }
}
