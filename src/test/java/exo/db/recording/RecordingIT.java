package exo.db.recording;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
final class RecordingIT {
    private static final String CAST = "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.1, \"o\", \"$ \"]\n";
    private static final long LARGEST = 64L * 1024 * 1024;

    private final UUID tenant = UUID.randomUUID();
    private final UUID deployment = UUID.randomUUID();

    @TempDir
    private Path temporary;

    private Path casts;
    private Session session;
    private RecordingService recordings;

    @BeforeEach
    void prepare(TestDatabase database) throws IOException {
        casts = Files.createDirectory(temporary.resolve("casts"));
        RecordingDirectory directory = new RecordingDirectory(casts);
        VolumeTrust.mark(directory);
        recordings = new RecordingService(directory, TestSessions.timing());
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        session.sql().execute("insert into tenants (id, name, slug) values (?, 'Acme', 'acme')", tenant);
        deploy(deployment, "one");
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void findsNothingWhereEveryRecordingIsWhole() throws IOException {
        record("2026/a.cast", CAST);
        record("b.cast", "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n");

        RecordingReport report = recordings.check(session, headway -> {});

        assertThat(report.findings()).isEmpty();
        assertThat(report.recordings()).isEqualTo(2);
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void findsARecordingThatIsNotThere() {
        know("lost.cast");

        assertThat(errors()).containsExactly("recording.missing");
    }

    @Test
    void findsAPathThatClimbsOut() throws IOException {
        Files.writeString(temporary.resolve("secret.cast"), CAST);
        know("../secret.cast");
        know(temporary.resolve("secret.cast").toString());

        assertThat(errors()).containsExactly("recording.outside", "recording.outside");
    }

    @Test
    void findsASymbolicLinkThatLeadsOut() throws IOException {
        Files.writeString(temporary.resolve("secret.cast"), CAST);
        Files.createSymbolicLink(casts.resolve("innocent.cast"), temporary.resolve("secret.cast"));
        know("innocent.cast");

        assertThat(errors()).containsExactly("recording.outside");
    }

    @Test
    void acceptsASymbolicLinkThatStaysInside() throws IOException {
        record("real.cast", CAST);
        Files.createSymbolicLink(casts.resolve("link.cast"), casts.resolve("real.cast"));
        know("link.cast");

        assertThat(recordings.check(session, headway -> {}).findings()).isEmpty();
    }

    @Test
    void findsARecordingLargerThanExoMakesThem() throws IOException {
        record("large.cast", CAST);
        try (RandomAccessFile sparse =
                new RandomAccessFile(casts.resolve("large.cast").toFile(), "rw")) {
            sparse.setLength(LARGEST);
            assertThat(errors()).isEmpty();

            sparse.setLength(LARGEST + 1);
        }

        assertThat(errors()).containsExactly("recording.too-large");
    }

    @Test
    void findsAFileThatIsNoAsciicast() throws IOException {
        record("broken.cast", "not a cast\n");

        assertThat(errors()).containsExactly("recording.header");
    }

    @Test
    void findsAPathThatIsADirectory() throws IOException {
        Files.createDirectory(casts.resolve("directory"));
        know("directory");

        assertThat(errors()).containsExactly("recording.not-a-file");
    }

    @Test
    void warnsOfAFileThatNoSessionHas() throws IOException {
        record("known.cast", CAST);
        write("2026/orphan.cast", CAST);

        RecordingReport report = recordings.check(session, headway -> {});

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("recording.orphan");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.what()).contains("2026/orphan.cast");
        });
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
    }

    @Test
    void knowsAFileWhoseRowSpellsItsPathDifferently() throws IOException {
        write("2026/a.cast", CAST);
        know("./2026//a.cast");

        assertThat(recordings.check(session, headway -> {}).findings()).isEmpty();
    }

    @Test
    void findsThatTheVolumeIsNotThere() throws IOException {
        know("a.cast");
        unmount();
        Files.delete(casts);

        RecordingReport report = recordings.check(session, headway -> {});

        assertThat(report.findings()).extracting(Finding::id).containsExactly("recording.directory");
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_FAILED);
    }

    @Test
    void countsTheRestOfALongRowOfTheSameDamage() {
        for (int number = 0; number < 103; number++) {
            know(number + ".cast");
        }

        List<Finding> findings = recordings.check(session, headway -> {}).findings();

        assertThat(findings).hasSize(101);
        assertThat(findings.getLast().what()).startsWith("3 more");
    }

    @Test
    void listsWhatEachDeploymentHasRecordedTheLargestFirst() throws IOException {
        UUID large = UUID.randomUUID();
        deploy(large, "large");
        record("a.cast", CAST);
        record("b.cast", CAST);
        know("lost.cast");
        write("c.cast", CAST + CAST + CAST);
        know(large, "c.cast");

        List<RecordingUsage> usage = recordings.list(session, headway -> {});

        long size = CAST.length();
        assertThat(usage).extracting(RecordingUsage::deployment).containsExactly(large, deployment);
        assertThat(usage).extracting(RecordingUsage::files).containsExactly(1L, 2L);
        assertThat(usage).extracting(RecordingUsage::bytes).containsExactly(3 * size, 2 * size);
        assertThat(usage).extracting(RecordingUsage::unreadable).containsExactly(0L, 1L);
        assertThat(usage).allSatisfy(one -> assertThat(one.oldest()).isNotNull());
    }

    @Test
    void removesARecordingAndTakesOneThatIsGoneForRemoved() throws IOException {
        Path file = write("2026/a.cast", CAST);

        assertThat(recordings.remove("2026/a.cast")).isEmpty();
        assertThat(recordings.remove("2026/a.cast")).isEmpty();

        assertThat(file).doesNotExist();
    }

    @Test
    void removesNothingOutsideTheDirectory() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret.cast"), CAST);
        Files.createSymbolicLink(casts.resolve("way-out"), outside);

        for (String path : List.of("../outside/secret.cast", secret.toString(), "way-out/secret.cast", ".", "")) {
            assertThat(recordings.remove(path)).as(path).isNotEmpty();
        }

        assertThat(secret).exists();
        assertThat(casts).exists();
    }

    @Test
    void removesALinkAndNotWhatItLeadsTo() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret.cast"), CAST);
        Path link = Files.createSymbolicLink(casts.resolve("link.cast"), secret);

        assertThat(recordings.remove("link.cast")).isEmpty();

        assertThat(link).doesNotExist();
        assertThat(secret).exists();
    }

    @Test
    void doesNotTakeAVolumeThatIsNotMountedForRecordingsThatAreGone() throws IOException {
        unmount();
        Files.delete(casts);

        assertThat(recordings.remove("a.cast")).isNotEmpty();
    }

    @Test
    void findsAVolumeThatIsNotMountedInPlaceOfEveryRecordingMissing() throws IOException {
        know("a.cast");
        know("b.cast");
        unmount();

        assertThat(errors()).containsExactly("recording.unmounted");
    }

    @Test
    void believesAnEmptyDirectoryWhereNoSessionHasARecording() throws IOException {
        unmount();

        assertThat(recordings.check(session, headway -> {}).findings()).isEmpty();
    }

    @Test
    void doesNotTakeAnEmptyMountPointForRecordingsThatAreGone() throws IOException {
        unmount();

        assertThat(recordings.remove("a.cast")).isNotEmpty();
    }

    @Test
    void removesNothingThroughADirectoryThatIsALink() throws IOException {
        Path file = write("2026/a.cast", CAST);
        Files.createSymbolicLink(casts.resolve("alias"), casts.resolve("2026"));

        assertThat(recordings.remove("alias/a.cast")).isNotEmpty();

        assertThat(file).exists();
    }

    private void unmount() throws IOException {
        Files.delete(casts.resolve(VolumeTrust.MARK));
    }

    private List<String> errors() {
        return recordings.check(session, headway -> {}).findings().stream()
                .filter(finding -> finding.severity() == Severity.CRITICAL)
                .map(Finding::id)
                .toList();
    }

    private void record(String castPath, String text) throws IOException {
        write(castPath, text);
        know(castPath);
    }

    private Path write(String castPath, String text) throws IOException {
        Path file = casts.resolve(castPath);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void know(String castPath) {
        know(deployment, castPath);
    }

    private void know(UUID owner, String castPath) {
        session.sql()
                .execute(
                        "insert into sessions (tenant_id, deployment_id, kind, cast_path) values (?, ?, 'shell', ?)",
                        tenant,
                        owner,
                        castPath);
    }

    private void deploy(UUID id, String name) {
        session.sql().execute("insert into deployments (id, tenant_id, name) values (?, ?, ?)", id, tenant, name);
    }
}
