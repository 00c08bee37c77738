package exo.db.database.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory of one embedded server: its data, its password, the trial key, its log and its locks.
 *
 * <p>Everything in it that matters is made under another name and renamed when it is complete, so that a kill at any
 * moment leaves either nothing or the whole.
 */
record TrialDirectory(Path path) {
    /** 256 bits, the length of Exo's root key. */
    private static final int KEY_BYTES = 32;

    /** 128 bits: more than anyone guesses, and still short enough to paste. */
    private static final int PASSWORD_BYTES = 16;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /**
     * Makes the directory, or checks that an existing one is empty or was made by this method.
     *
     * @throws EmbeddedServerUnavailable when it is something else, or cannot be written
     */
    static TrialDirectory prepare(Path wanted) {
        Path directory = wanted.toAbsolutePath().normalize();
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw EmbeddedServerUnavailable.directory(
                        directory, "it is a file", "name a directory with --embedded=DIR");
            }
            Files.createDirectories(directory);
            TrialDirectory trial = new TrialDirectory(directory.toRealPath());
            trial.takePossession();
            return trial;
        } catch (IOException e) {
            throw EmbeddedServerUnavailable.files(directory, e);
        }
    }

    private void takePossession() throws IOException {
        if (path.toString().matches(".*[\"$`\\\\\\n].*")) {
            throw EmbeddedServerUnavailable.directory(
                    path, "its name holds a character that a shell would read", "name another with --embedded=DIR");
        }
        if (Files.exists(path.resolve("start.lock"))) {
            return;
        }
        if (holdsForeignFiles()) {
            throw EmbeddedServerUnavailable.directory(
                    path, "it holds other files", "name an empty or new directory with --embedded=DIR");
        }
        Files.setPosixFilePermissions(path, OWNER_ONLY);
    }

    private boolean holdsForeignFiles() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            // A volume's own directory is no content; the locks may just have been made by another process.
            Set<String> harmless = Set.of("lost+found", "start.lock", "users.lock");
            return entries.map(entry -> String.valueOf(entry.getFileName())).anyMatch(name -> !harmless.contains(name));
        }
    }

    Path data() {
        return path.resolve("data");
    }

    Path log() {
        return path.resolve("server.log");
    }

    Path passwordFile() {
        return path.resolve("password");
    }

    Path trialKeyFile() {
        return path.resolve("encryption.key");
    }

    char[] password() throws IOException {
        return Files.readString(passwordFile(), StandardCharsets.US_ASCII)
                .strip()
                .toCharArray();
    }

    /** Makes the password and the trial key where they are missing; existing ones are never replaced. */
    void makeSecrets(SecureRandom random) throws IOException {
        makeSecret(passwordFile(), PASSWORD_BYTES, random);
        makeSecret(trialKeyFile(), KEY_BYTES, random);
    }

    private static void makeSecret(Path file, int length, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] secret = new byte[length];
        random.nextBytes(secret);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(unfinished, Set.of(WRITE, CREATE, TRUNCATE_EXISTING), OWNER_ONLY_FILE)) {
            channel.write(StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(secret) + "\n"));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
