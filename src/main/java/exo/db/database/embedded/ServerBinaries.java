package exo.db.database.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The server's programs, unpacked from the class path into a cache that all directories and processes share.
 *
 * <p>An archive is unpacked beside its place and moved there in one step: whoever sees the place sees all of it, and
 * two processes that unpack at once do not meet. Another version of the archive gets another place.
 */
final class ServerBinaries {
    /** Between the archive's name and the id of the process that is still unpacking it. */
    private static final String UNFINISHED = ".unpacking-";

    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path cache;
    private final Consumer<String> progress;

    ServerBinaries(Path cache, Consumer<String> progress) {
        this.cache = cache.toAbsolutePath().normalize();
        this.progress = progress;
    }

    /**
     * The directory of {@code initdb}, {@code pg_ctl} and {@code postgres}; unpacks them when that was not done yet.
     */
    Path programs() {
        String resource = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL archive = ServerBinaries.class.getResource("/" + resource);
        if (archive == null) {
            throw EmbeddedServerUnavailable.programs(
                    "this build of exo-db-cli holds no PostgreSQL for this machine",
                    resource + " is not among its libraries",
                    "use a PostgreSQL 16 server of your own with --dsn");
        }
        try {
            return unpacked(resource, archive).resolve("bin");
        } catch (IOException e) {
            throw EmbeddedServerUnavailable.files(cache, e);
        }
    }

    /** The archive's name for an operating system and a processor, both as Java calls them. */
    static String resourceName(String system, String processor) {
        String family = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String architecture = switch (processor) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> processor;
        };
        return "postgres-" + family + "-" + architecture + ".txz";
    }

    private Path unpacked(String resource, URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        Path place = cache.resolve(resource.replace(".txz", "") + "-" + fingerprint(connection));
        if (Files.isDirectory(place)) {
            return place;
        }
        Files.createDirectories(cache);
        sweepUnfinished();
        progress.accept("unpacking PostgreSQL 16 into " + place);
        Path unfinished = Files.createTempDirectory(
                cache,
                place.getFileName() + UNFINISHED + ProcessHandle.current().pid() + "-");
        Files.setPosixFilePermissions(unfinished, FOR_ALL);
        try (InputStream stream = connection.getInputStream()) {
            unpack(stream, unfinished);
        }
        try {
            Files.move(unfinished, place);
        } catch (FileSystemException e) {
            FileTree.delete(unfinished);
            if (!Files.isDirectory(place)) {
                throw e;
            }
        }
        return place;
    }

    /** Tells one version of the archive from another without reading it. */
    private static String fingerprint(URLConnection connection) throws IOException {
        return connection instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(connection.getContentLengthLong());
    }

    private void sweepUnfinished() throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            List<Path> abandoned = entries.filter(ServerBinaries::isAbandoned).toList();
            for (Path directory : abandoned) {
                FileTree.delete(directory);
            }
        }
    }

    private static boolean isAbandoned(Path directory) {
        String name = directory.getFileName().toString();
        int mark = name.indexOf(UNFINISHED);
        if (mark < 0) {
            return false;
        }
        long process = Long.parseLong(name.substring(mark + UNFINISHED.length(), name.lastIndexOf('-')));
        return ProcessHandle.of(process).isEmpty();
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, entry.resolveIn(target));
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        // All may run them, whatever the caller's umask: the server may run under another account.
        Files.setPosixFilePermissions(path, FOR_ALL);
    }
}
