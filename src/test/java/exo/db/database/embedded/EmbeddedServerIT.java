package exo.db.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of a server are other processes; see {@link OtherProcess}. */
final class EmbeddedServerIT {
    @TempDir
    private static Path template;

    @TempDir
    private Path temporary;

    private final List<String> progress = new ArrayList<>();

    @BeforeAll
    static void makeTemplate() {
        open(new EmbeddedLocation(template.resolve("trial"), BINARIES), new ArrayList<>())
                .close();
    }

    @Test
    void keepsDataAndSecretsFromOneRunToTheNext() throws Exception {
        Path directory = temporary.resolve("trial");
        String firstKey;
        try (EmbeddedServer first = open(directory)) {
            execute(first, "create table kept as select 42 as answer");
            firstKey = Files.readString(first.trialKeyFile());
        }

        try (EmbeddedServer second = open(directory)) {
            assertThat(query(second, "select answer from kept")).isEqualTo("42");
            assertThat(Files.readString(second.trialKeyFile()))
                    .isEqualTo(firstKey)
                    .matches("[0-9a-f]{64}\n");
        }
        assertThat(progress).containsOnlyOnce("making a PostgreSQL 16 server for trials in " + directory);
    }

    @Test
    void isAsDurableAsAnyServer() throws Exception {
        try (EmbeddedServer server = open(existing())) {
            assertThat(query(server, "show fsync")).isEqualTo("on");
            assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "show full_page_writes")).isEqualTo("on");
            assertThat(query(server, "show data_checksums")).isEqualTo("on");
            assertThat(query(server, "show max_connections")).isEqualTo("100");
        }
    }

    @Test
    void knowsUpperAndLowerCaseBeyondAscii() throws Exception {
        try (EmbeddedServer server = open(existing())) {
            assertThat(query(server, "select lower('ÄÉŁ')")).isEqualTo("äéł");
        }
    }

    @Test
    void listensOnTheLoopbackAddressOnlyAndWantsThePassword() throws Exception {
        try (EmbeddedServer server = open(existing())) {
            assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "show unix_socket_directories")).isEmpty();
            assertThatThrownBy(() -> DriverManager.getConnection(url(server), server.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsDirectoryPasswordAndKeyFromOtherUsers() throws IOException {
        Path directory = temporary.resolve("trial");

        open(directory).close();

        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("password"))).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("encryption.key"))).isEqualTo("rw-------");
    }

    @Test
    void stopsWithItsOnlyUserWhateverIsOpen() throws Exception {
        EmbeddedServer server = open(existing());
        try (Connection connection = connect(server)) {
            server.close();

            assertThat(connection.isValid(1)).isFalse();
        }
        assertThatThrownBy(() -> connect(server)).hasMessageContaining("refused");
    }

    @Test
    void isSharedWithAnotherProcessAndStoppedByTheLastUser() throws Exception {
        Path directory = existing();
        EmbeddedServer server = open(directory);
        int port;
        try (OtherProcess other = OtherProcess.open(directory)) {
            port = other.port();

            server.close();

            assertThat(port).isEqualTo(server.port());
            execute(server, "select 1");
        }
        assertThatThrownBy(() -> connect(server)).hasMessageContaining("refused");
    }

    @Test
    void outlivesAnotherUserThatLeavesFirst() throws Exception {
        Path directory = existing();
        try (EmbeddedServer server = open(directory)) {
            OtherProcess.open(directory).close();

            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void takesOverTheServerOfAKilledProcessAndStopsIt() throws Exception {
        Path directory = existing();
        OtherProcess killed = OtherProcess.open(directory);
        killed.kill();

        EmbeddedServer server = open(directory);

        assertThat(server.port()).isEqualTo(killed.port());
        execute(server, "select 1");
        server.close();
        assertThatThrownBy(() -> connect(server)).hasMessageContaining("refused");
    }

    @Test
    void recoversWhenTheServerItselfWasKilled() throws Exception {
        Path directory = existing();
        OtherProcess killed = OtherProcess.open(directory);
        killed.kill();
        ProcessHandle process = ProcessHandle.of(serverProcess(directory)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();

        try (EmbeddedServer server = open(directory)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void isNotMisledByAStrangerWithADeadServersProcessNumber() throws Exception {
        Path directory = existing();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Files.write(
                directory.resolve("data/postmaster.pid"),
                List.of(
                        String.valueOf(stranger.pid()),
                        directory.resolve("data").toString(),
                        "1700000000",
                        "1",
                        "",
                        "127.0.0.1",
                        "0 0",
                        "ready   "));

        try (EmbeddedServer server = open(directory)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly();
    }

    @Test
    void twoProcessesMakeOneServerTogether() throws Exception {
        Path directory = temporary.resolve("trial");
        OtherProcess first = OtherProcess.launch(directory);
        OtherProcess second = OtherProcess.launch(directory);

        try (first;
                second) {
            assertThat(first.port()).isEqualTo(second.port());
        }
        assertThat(Postmaster.on(directory.resolve("data"))).isEmpty();
    }

    @Test
    void sweepsWhatAKillLeftOfAnUnfinishedDirectory() throws Exception {
        Path directory = existing();
        try (EmbeddedServer server = open(directory)) {
            execute(server, "select 1");
        }
        FileTree.delete(directory.resolve("data"));
        Files.createDirectories(directory.resolve("data.new-1/base"));

        try (EmbeddedServer server = open(directory)) {
            execute(server, "select 1");
        }
        assertThat(directory.resolve("data.new-1")).doesNotExist();
    }

    @Test
    void refusesADirectoryThatHoldsOtherFilesAndLeavesItAlone() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("photos"));
        Files.writeString(directory.resolve("holiday.txt"), "sun");

        assertThatThrownBy(() -> open(directory)).isInstanceOfSatisfying(EmbeddedServerUnavailable.class, failure -> {
            assertThat(failure.what()).isEqualTo("cannot keep an embedded server in " + directory);
            assertThat(failure.why()).isEqualTo("it holds other files");
            assertThat(failure.exitStatus().code()).isEqualTo(14);
        });
        assertThat(directory).isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws Exception {
        Path directory = existing();
        open(directory).close();
        Files.writeString(directory.resolve("data/PG_VERSION"), "15\n");

        assertThatThrownBy(() -> open(directory))
                .isInstanceOfSatisfying(
                        EmbeddedServerUnavailable.class,
                        failure -> assertThat(failure.why())
                                .isEqualTo("its data was made by PostgreSQL 15, this is PostgreSQL 16"));
    }

    @Test
    void showsTheEndOfTheServersLogWhenItDoesNotStart() throws Exception {
        EmbeddedLocation location = new EmbeddedLocation(existing(), BINARIES, Map.of("shared_buffers", "none"));

        assertThatThrownBy(() -> open(location))
                .isInstanceOfSatisfying(
                        EmbeddedServerUnavailable.class,
                        failure -> assertThat(failure.why())
                                .contains("invalid value for parameter \"shared_buffers\": \"none\""));
    }

    @Test
    void canBeOpenedAgainAfterAFailure() throws Exception {
        Path directory = existing();
        EmbeddedLocation broken = new EmbeddedLocation(directory, BINARIES, Map.of("shared_buffers", "none"));
        assertThatThrownBy(() -> open(broken)).isInstanceOf(EmbeddedServerUnavailable.class);

        try (EmbeddedServer server = open(directory)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesASecondShareInOneProcessAndKeepsTheFirst() throws Exception {
        Path directory = existing();
        try (EmbeddedServer server = open(directory)) {
            assertThatThrownBy(() -> open(directory)).isInstanceOf(IllegalStateException.class);

            OtherProcess.open(directory).close();

            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void runsAsNobodyWhereRootMayNotMakeUserNamespaces() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path directory = temporary.resolve("trial");
        Path refusing = Files.createDirectory(temporary.resolve("refusing"));
        Files.writeString(refusing.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(refusing.resolve("unshare"), PosixFilePermissions.fromString("rwxr-xr-x"));

        try (OtherProcess other = OtherProcess.open(directory, temporary.resolve("binaries"), refusing)) {
            assertThat(other.port()).isPositive();
            assertThat(Files.getAttribute(directory.resolve("data"), "unix:uid"))
                    .isNotEqualTo(0);
        }
        try (EmbeddedServer server = open(directory)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    static final Path BINARIES = Path.of("target", "postgres-binaries");

    static EmbeddedServer open(EmbeddedLocation location, List<String> progress) {
        return EmbeddedServer.open(location, pause -> LockSupport.parkNanos(pause.toNanos()), progress::add);
    }

    private EmbeddedServer open(EmbeddedLocation location) {
        return open(location, progress);
    }

    private EmbeddedServer open(Path directory) {
        return open(new EmbeddedLocation(directory, BINARIES));
    }

    /** The directory of a server that ran before and is stopped: copied, since making one takes a second. */
    private Path existing() throws IOException {
        Path directory = temporary.resolve("trial");
        new ProcessBuilder("cp", "-a", template.resolve("trial").toString(), directory.toString())
                .start()
                .onExit()
                .join();
        return directory;
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static long serverProcess(Path directory) throws IOException {
        return Postmaster.on(directory.resolve("data")).orElseThrow().process();
    }

    private static String url(EmbeddedServer server) {
        return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + server.database();
    }

    private static Connection connect(EmbeddedServer server) throws SQLException {
        return DriverManager.getConnection(url(server), server.user(), String.valueOf(server.password()));
    }

    private static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
