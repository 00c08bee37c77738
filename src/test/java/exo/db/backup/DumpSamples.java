package exo.db.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * One small database of Exo's as pg_dump 15.18 and pg_dumpall dumped it in every format, made by
 * {@code src/test/dumps/make}. The keys in it are those of the tests.
 */
public final class DumpSamples {
    private DumpSamples() {}

    /** Puts all of them into a directory. */
    public static void unpack(Path directory) {
        try (InputStream resource = Objects.requireNonNull(DumpSamples.class.getResourceAsStream("pg_dump.tar.xz"));
                TarArchiveInputStream tar = new TarArchiveInputStream(XZCompressorInputStream.builder()
                        .setInputStream(resource)
                        .get())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = directory.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.copy(tar, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
