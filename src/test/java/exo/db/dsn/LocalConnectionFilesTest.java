package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalConnectionFilesTest {
    @TempDir
    private Path directory;

    private final LocalConnectionFiles files = new LocalConnectionFiles();

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void trustsAPasswordFileThatOnlyItsOwnerMayUse(String permissions) throws IOException {
        Path file = passwordFile("one\r\ntwo\n", permissions);

        assertThat(files.passwordFile(file)).isEqualTo(new PasswordFile.Trusted(List.of("one", "two", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x", "rw-rw-rw-"})
    void ignoresAPasswordFileThatOthersMayUse(String permissions) throws IOException {
        Path file = passwordFile("*:*:*:*:hunter2", permissions);

        assertThat(files.passwordFile(file))
                .isEqualTo(
                        new PasswordFile.Ignored("others than its owner may use it; permissions must be 0600 or less"));
    }

    @Test
    void ignoresADirectory() {
        assertThat(files.passwordFile(directory)).isEqualTo(new PasswordFile.Ignored("it is not a plain file"));
    }

    @Test
    void findsNothingWhereNothingIs() {
        Path nowhere = directory.resolve("nowhere");

        assertThat(files.passwordFile(nowhere)).isEqualTo(new PasswordFile.Absent());
        assertThat(files.exists(nowhere)).isFalse();
        assertThat(files.exists(directory)).isTrue();
    }

    @Test
    void showsNoPasswords() {
        assertThat(new PasswordFile.Trusted(List.of("*:*:*:*:hunter2"))).hasToString("Trusted[1 lines]");
    }

    private Path passwordFile(String content, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("pgpass"), content, UTF_8);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
