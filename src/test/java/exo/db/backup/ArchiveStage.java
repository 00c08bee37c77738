package exo.db.backup;

import exo.db.backup.BackupCheck.Outcome;
import exo.db.backup.dump.Dump;
import exo.db.crypto.RootKey;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.testing.TestKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Checks dumps at a moment shortly after the samples were made, and tells the ids of what was found. */
final class ArchiveStage {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Instant now;
    private final AtomicLong nanoTime = new AtomicLong();

    /** On which every look finds that another second is over. */
    private final Timing timing = new Timing(() -> nanoTime.addAndGet(1_000_000_000), rest -> {}, new Random(1));

    private final Queue<Headway> progress = new ConcurrentLinkedQueue<>();

    ArchiveStage(Path samples) {
        now = Dump.open(samples.resolve("custom"), PATIENCE)
                .header()
                .startedAt()
                .orElseThrow()
                .toInstant(ZoneOffset.UTC)
                .plus(Duration.ofHours(1));
    }

    /** What was told while dumps were read. */
    List<Headway> progress() {
        return List.copyOf(progress);
    }

    BackupReport check(Path dump) {
        return check(dump, TestKeys::rootKey, List.of());
    }

    BackupReport check(Path dump, Supplier<RootKey> key, List<String> passwords) {
        // The samples' files are as old as their copies, and those that are written here are from 2026-03-04.
        ArchiveCheck wanted = new ArchiveCheck(
                dump, null, null, key, () -> passwords, Duration.ofDays(3650), ZoneOffset.UTC, progress::add);
        return new ArchiveService(Clock.fixed(now, ZoneOffset.UTC), timing, PATIENCE).check(wanted);
    }

    /** With no room for values that come before the keyring. */
    BackupReport checkTwice(Path dump) {
        ArchiveCheck wanted = new ArchiveCheck(
                dump, null, null, TestKeys::rootKey, List::of, Duration.ofDays(3650), ZoneOffset.UTC, progress::add);
        return new ArchiveService(Clock.fixed(now, ZoneOffset.UTC), timing, PATIENCE, 0).check(wanted);
    }

    /** The ids of what was found, without what is known of a dump that does not tell its time. */
    Set<String> found(Path dump) {
        return found(check(dump));
    }

    static Set<String> found(BackupReport report) {
        Set<String> found = new TreeSet<>();
        report.checks().stream()
                .filter(check -> check.outcome() == Outcome.WARNING || check.outcome() == Outcome.CRITICAL)
                .filter(check -> !check.id().startsWith("backup.age-"))
                .forEach(check -> found.add(check.id()));
        return found;
    }
}
