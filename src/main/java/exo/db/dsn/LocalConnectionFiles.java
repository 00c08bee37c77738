package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of this machine. */
public final class LocalConnectionFiles implements ConnectionFiles {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public Optional<List<String>> serviceLines(Path file) {
        try {
            // Nothing as a name would mean the working directory.
            if (Files.isDirectory(file) && !file.toString().isEmpty()) {
                return Optional.of(List.of());
            }
            return Optional.of(List.of(new String(Files.readAllBytes(file), UTF_8).split("\n", -1)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public PasswordFile passwordFile(Path file) {
        try {
            if (!Files.exists(file)) {
                return new PasswordFile.Absent();
            }
            if (!Files.isRegularFile(file)) {
                return new PasswordFile.Ignored("it is not a plain file");
            }
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
                return new PasswordFile.Ignored("others than its owner may use it; permissions must be 0600 or less");
            }
            // Bytes that are not UTF-8 spoil their own line only.
            String text = new String(Files.readAllBytes(file), UTF_8);
            return new PasswordFile.Trusted(Arrays.stream(text.split("\n", -1))
                    .map(LocalConnectionFiles::withoutCarriageReturns)
                    .toList());
        } catch (IOException unreadable) {
            return new PasswordFile.Absent();
        }
    }

    private static String withoutCarriageReturns(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }
}
