package exo.db.backup;

import exo.db.backup.dump.DumpHeader;
import exo.db.failure.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a dump was begun, and how that is known.
 *
 * @param source of the time, as a sentence goes on with it
 * @param isCertain false where it is the file's time, which a copy changes
 */
record DumpAge(Instant begun, String source, boolean isCertain) {
    /** A clock that is ahead by less says nothing of the dump. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** From the manifest, else from what the dump says of itself, else from the file. */
    static DumpAge of(Path dump, DumpHeader header, @Nullable Manifest manifest, ZoneId zone) throws IOException {
        if (manifest != null) {
            return new DumpAge(manifest.takenAt(), "by the database's clock, from the manifest", true);
        }
        Optional<LocalDateTime> started = header.startedAt();
        if (started.isPresent()) {
            return new DumpAge(
                    started.get().atZone(zone).toInstant(),
                    "by the clock of the machine that pg_dump ran on, taken to be in the zone " + zone,
                    true);
        }
        Path dated = Files.isDirectory(dump) ? dump.resolve("toc.dat") : dump;
        return new DumpAge(Files.getLastModifiedTime(dated).toInstant(), "by the time of the file", false);
    }

    Duration at(Instant now) {
        return Duration.between(begun, now);
    }

    /** What is to be said about it. */
    List<Finding> findings(Instant now, Duration most) {
        List<Finding> findings = new ArrayList<>();
        if (!isCertain) {
            findings.add(Finding.warning(
                    "backup.age-unknown",
                    "the dump does not say when it was made; the file was last written " + words(now),
                    "make dumps with exo-db-cli backup-check manifest, with pg_dump --verbose, or as an archive"));
        }
        if (at(now).compareTo(most) > 0) {
            findings.add(Finding.critical(
                    "backup.old",
                    "it was begun " + words(now) + " (" + source + "), longer ago than --max-age",
                    "find out why there is no newer one; --time-zone names the zone that pg_dump ran in"));
        }
        if (at(now).compareTo(AHEAD.negated()) < 0) {
            findings.add(Finding.warning(
                    "backup.age-ahead",
                    "it was begun in the future, at " + begun + " (" + source + ")",
                    "compare the clocks; --time-zone names the zone that pg_dump ran in"));
        }
        return findings;
    }

    /** How long ago, in hours or days. */
    String words(Instant now) {
        Duration age = at(now);
        if (age.compareTo(Duration.ofDays(3)) >= 0) {
            return age.toDays() + " days ago";
        }
        return age.toHours() >= 1 ? age.toHours() + " h ago" : Math.max(0, age.toMinutes()) + " min ago";
    }
}
