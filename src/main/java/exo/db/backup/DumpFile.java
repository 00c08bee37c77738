package exo.db.backup;

import exo.db.backup.Manifest.Dump;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A dump as files: how large, and which bytes. */
final class DumpFile {
    /** What the system reads at once anyway. */
    private static final int BUFFER = 1 << 18;

    private DumpFile() {}

    /** Of a file, or of the files of a directory. */
    static Dump of(Path dump) throws IOException {
        String name = dump.toAbsolutePath().normalize().getFileName().toString();
        if (!Files.isDirectory(dump)) {
            return new Dump(name, Files.size(dump), sha256(dump));
        }
        MessageDigest lines = digest();
        long bytes = 0;
        for (Path file : files(dump)) {
            bytes += Files.size(file);
            lines.update((sha256(file) + "  " + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new Dump(name, bytes, HexFormat.of().formatHex(lines.digest()));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
