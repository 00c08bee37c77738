package exo.db.recording;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Trigger;
import exo.db.recording.PruneConduct.Fuse;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
final class PruneIT {
    private static final String CAST = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";
    private static final Duration LONG_AGO = Duration.ofDays(3);

    private final UUID tenant = UUID.randomUUID();
    private final UUID deployment = UUID.randomUUID();

    @TempDir
    private Path temporary;

    private Path casts;
    private Session session;

    @BeforeEach
    void prepare(TestDatabase database) throws IOException {
        casts = Files.createDirectory(temporary.resolve("casts"));
        session = TestSessions.open(database);
        MigratedDatabase.prepare(session);
        session.sql().execute("insert into maintenance_settings default values on conflict do nothing");
        session.sql().execute("insert into tenants (id, name, slug) values (?, 'Acme', 'acme')", tenant);
        session.sql()
                .execute(
                        "insert into deployments (id, tenant_id, name, retention_days) values (?, ?, 'one', 30)",
                        deployment,
                        tenant);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void removesWhatIsPastTheWindowAndItsMentionAndKeepsTheSession() throws IOException {
        write("2026/old.cast", LONG_AGO);
        write("young.cast", LONG_AGO);
        write("open.cast", LONG_AGO);
        know("2026/old.cast", 31);
        know("young.cast", 29);
        know("open.cast", null);

        PruneReport report = prune(Fuse.IN_PLACE);

        assertThat(report.pending()).isEmpty();
        assertThat(report.expired()).singleElement().satisfies(expired -> {
            assertThat(expired.deployment()).isEqualTo(deployment);
            assertThat(expired.recordings()).isEqualTo(1);
            assertThat(expired.files()).isEqualTo(1);
            assertThat(expired.bytes()).isEqualTo(CAST.length());
        });
        assertThat(casts.resolve("2026/old.cast")).doesNotExist();
        assertThat(casts.resolve("young.cast")).exists();
        assertThat(casts.resolve("open.cast")).exists();
        assertThat(number("select count(*) from sessions")).isEqualTo(3);
        assertThat(number("select count(cast_path) from sessions")).isEqualTo(2);
        assertThat(prune(Fuse.IN_PLACE).isEmpty()).isTrue();
    }

    @Test
    void writesDownWhatWent() throws IOException {
        write("old.cast", LONG_AGO);
        know("old.cast", 31);

        prune(Fuse.IN_PLACE);

        assertThat(session.sql()
                        .fetchSingle("select concat_ws(' ', command, outcome, report #>> '{expired,0,deployment}',"
                                + " report #>> '{expired,0,files}') from maintenance_runs")
                        .get(0, String.class))
                .isEqualTo("recordings prune ok " + deployment + " 1");
    }

    @Test
    void aHoldKeepsTheRecording() throws IOException {
        write("old.cast", LONG_AGO);
        know("old.cast", 31);
        session.sql()
                .execute(
                        "insert into retention_holds (deployment_id, reason, placed_by) values (?, 'court', 'legal')",
                        deployment);

        assertThat(prune(Fuse.IN_PLACE).isEmpty()).isTrue();

        assertThat(casts.resolve("old.cast")).exists();
    }

    @Test
    void removesAnOldRecordingThatNoSessionHasAndNoYoungOne() throws IOException {
        knownAndYoung(3);
        write("2025/orphan.cast", LONG_AGO);
        write("just-begun.cast", Duration.ofHours(23));
        write("notes.txt", LONG_AGO);
        write("known-otherwise.cast", LONG_AGO);
        know("./known-otherwise.cast", 1);

        PruneReport report = prune(Fuse.IN_PLACE);

        assertThat(report.orphans().files()).isEqualTo(1);
        assertThat(report.orphans().bytes()).isEqualTo(CAST.length());
        assertThat(casts.resolve("2025/orphan.cast")).doesNotExist();
        assertThat(casts.resolve("just-begun.cast")).exists();
        assertThat(casts.resolve("notes.txt")).exists();
        assertThat(casts.resolve("known-otherwise.cast")).exists();
    }

    @Test
    void anOpenSessionThatGaveTheFileItsIdKeepsIt() throws IOException {
        knownAndYoung(2);
        UUID open = know(null, null);
        write(open + ".cast", LONG_AGO);

        assertThat(prune(Fuse.IN_PLACE).isEmpty()).isTrue();
    }

    @Test
    void leavesOrphansThatAreMostOfTheFilesUnlessItIsAllowed() throws IOException {
        for (int number = 0; number < 5; number++) {
            write("orphan-" + number + ".cast", LONG_AGO);
        }

        PruneReport left = prune(Fuse.IN_PLACE);
        PruneReport removed = prune(Fuse.REMOVED);

        assertThat(left.pending()).extracting("id").containsExactly("recording.mass-orphans");
        assertThat(left.orphans().files()).isZero();
        assertThat(removed.orphans().files()).isEqualTo(5);
    }

    @Test
    void removesNoOrphanWhileALinkMayLeadToTheRecordingOfASession() throws IOException {
        knownAndYoung(3);
        write("real.cast", LONG_AGO);
        Files.createSymbolicLink(casts.resolve("link.cast"), casts.resolve("real.cast"));
        know("link.cast", 1);

        PruneReport report = prune(Fuse.IN_PLACE);

        assertThat(report.pending()).extracting("id").containsExactly("recording.link");
        assertThat(casts.resolve("real.cast")).exists();
    }

    @Test
    void goesThroughNoLinkAndOutOfNothing() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret.cast"), CAST);
        Files.createSymbolicLink(casts.resolve("way-out"), outside);
        knownAndYoung(1);
        know("way-out/secret.cast", 31);
        know("../outside/secret.cast", 31);
        know(secret.toString(), 31);

        PruneReport report = prune(Fuse.REMOVED);

        assertThat(report.pending()).extracting("id").contains("recording.stuck");
        assertThat(secret).exists();
        assertThat(number("select count(cast_path) from sessions")).isEqualTo(4);
    }

    @Test
    void clearsTheRowOfARecordingThatWentInARunThatWasKilled() throws IOException {
        knownAndYoung(1);
        know("removed-before-the-kill.cast", 31);

        PruneReport report = prune(Fuse.IN_PLACE);

        assertThat(report.expired()).singleElement().satisfies(expired -> {
            assertThat(expired.recordings()).isEqualTo(1);
            assertThat(expired.files()).isZero();
        });
        assertThat(number("select count(cast_path) from sessions")).isEqualTo(1);
    }

    @Test
    void clearsNoRowWhileTheDirectoryLooksLikeAVolumeThatIsNotMounted() {
        know("a.cast", 31);

        PruneReport report = prune(Fuse.REMOVED);

        assertThat(report.pending()).extracting("id").containsExactly("recording.unmounted");
        assertThat(number("select count(cast_path) from sessions")).isEqualTo(1);
    }

    @Test
    void knowsAVolumeWhoseLastRecordingItRemovedItself() throws IOException {
        write("a.cast", LONG_AGO);
        know("a.cast", 31);
        prune(Fuse.IN_PLACE);
        know("killed-before-its-row-was-cleared.cast", 31);

        PruneReport report = prune(Fuse.IN_PLACE);

        assertThat(report.pending()).isEmpty();
        assertThat(report.recordings()).isEqualTo(1);
    }

    @Test
    void removesEmptyDirectoriesThatNobodyTouchedForADay() throws IOException {
        knownAndYoung(1);
        Path old = Files.createDirectories(casts.resolve("2020/01"));
        Path young = Files.createDirectory(casts.resolve("2026"));
        age(old, LONG_AGO);
        age(casts.resolve("2020"), LONG_AGO);

        prune(Fuse.IN_PLACE);

        assertThat(casts.resolve("2020/01")).doesNotExist();
        assertThat(young).exists();
        assertThat(casts).exists();
    }

    @Test
    void removesNothingWhereTheClocksDisagree() throws IOException {
        write("old.cast", LONG_AGO);
        know("old.cast", 31);
        Clock wrong = Clock.fixed(Instant.now().plus(Duration.ofHours(1)), ZoneOffset.UTC);

        PruneReport report = service(wrong).prune(session, Trigger.MANUAL, conduct(Fuse.IN_PLACE));

        assertThat(report.pending()).extracting("id").containsExactly("clock.differs");
        assertThat(casts.resolve("old.cast")).exists();
    }

    @Test
    void showsTheSameBeforehandAndChangesNothing() throws IOException {
        knownAndYoung(3);
        write("old.cast", LONG_AGO);
        know("old.cast", 31);
        write("orphan.cast", LONG_AGO);

        PruneReport preview = service(Clock.systemUTC()).preview(session, conduct(Fuse.IN_PLACE));

        assertThat(preview.recordings()).isEqualTo(1);
        assertThat(preview.orphans().files()).isEqualTo(1);
        assertThat(casts.resolve("old.cast")).exists();
        assertThat(casts.resolve("orphan.cast")).exists();
        assertThat(casts.resolve(VolumeTrust.MARK)).doesNotExist();
        assertThat(number("select count(*) from maintenance_runs")).isZero();
    }

    private PruneReport prune(Fuse fuse) {
        return service(Clock.systemUTC()).prune(session, Trigger.MANUAL, conduct(fuse));
    }

    private PruneService service(Clock clock) {
        return new PruneService(
                new RecordingDirectory(casts), clock, new RunLog("test/1", "test"), TestSessions.timing());
    }

    private static PruneConduct conduct(Fuse fuse) {
        return new PruneConduct(Duration.ofMillis(500), fuse, () -> false, headway -> {});
    }

    private void knownAndYoung(int count) throws IOException {
        for (int number = 0; number < count; number++) {
            write("known-" + number + ".cast", LONG_AGO);
            know("known-" + number + ".cast", 1);
        }
    }

    private void write(String path, Duration ago) throws IOException {
        Path file = casts.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, CAST);
        age(file, ago);
    }

    private static void age(Path path, Duration ago) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(ago)));
    }

    private UUID know(@Nullable String path, @Nullable Integer endedDaysAgo) {
        UUID id = UUID.randomUUID();
        session.sql()
                .execute("""
                        insert into sessions (id, tenant_id, deployment_id, kind, status, ended_at, cast_path, cast_bytes)
                        values (?, ?, ?, 'shell', ?, now() - ?::int * interval '24 hours', ?, 1)""", id, tenant, deployment, endedDaysAgo == null ? "open" : "closed", endedDaysAgo, path);
        return id;
    }

    private long number(String query) {
        return session.sql().fetchSingle(query).get(0, Long.class);
    }
}
