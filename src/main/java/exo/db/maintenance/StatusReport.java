package exo.db.maintenance;

import exo.db.database.ServerFacts;
import exo.db.schema.Drift;
import exo.db.schema.Pending;
import exo.db.schema.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How everything stands, for one page.
 *
 * @param now the database's clock
 * @param retention empty where the tables for it are not there
 * @param recordings empty likewise
 * @param runs the newest first, and the last {@code migrate} in any case
 * @param unfinished steps of the schema that were begun and are still to be done
 * @param next what somebody should do, the most pressing first
 */
public record StatusReport(
        ServerFacts server,
        Instant now,
        Schema schema,
        Keyring keyring,
        Partitions partitions,
        Optional<Retention> retention,
        Optional<Recordings> recordings,
        List<Run> runs,
        List<UnfinishedStep> unfinished,
        List<Pending> next) {
    /** Counting more rows would take long, and tells nothing else. */
    public static final long MOST_COUNTED = 10_000;

    public StatusReport {
        unfinished = List.copyOf(unfinished);
        runs = List.copyOf(runs);
        next = List.copyOf(next);
    }

    /**
     * The schema beside what this release declares.
     *
     * @param version as stored by the last migration that reached its end; null where there was none
     * @param outlook what {@code migrate} would find to do and to leave out
     */
    public record Schema(
            State state, @Nullable Long version, long declaredVersion, Fingerprint fingerprint, Outlook outlook) {

        /** How it stands. */
        public enum State {
            EMPTY,
            CURRENT,
            PENDING,
            NEWER,
            /** Somebody else's, or a newer one that this release cannot live with. */
            UNUSABLE
        }

        /** Whether the catalog is what was declared, definition by definition. */
        public enum Fingerprint {
            MATCHES,
            DIFFERS
        }
    }

    /**
     * What the next {@code migrate} is up against.
     *
     * @param changes what it would do, in words
     * @param refusals why it would do nothing of that with this role or on this server
     * @param leftOut what stands in the way of the rest
     * @param drift what is not as declared and would be left as it is, what matters first
     */
    public record Outlook(List<String> changes, List<Refusal> refusals, List<Pending> leftOut, List<Drift> drift) {
        public Outlook {
            changes = List.copyOf(changes);
            refusals = List.copyOf(refusals);
            leftOut = List.copyOf(leftOut);
            drift = List.copyOf(drift);
        }

        /** Whether nothing is to be done and nothing is left out. */
        public boolean isSettled() {
            return changes.isEmpty() && leftOut.isEmpty();
        }

        /** What is to be done and what is left out, in words. */
        public List<String> pending() {
            return Stream.concat(changes.stream(), leftOut.stream().map(Pending::what))
                    .toList();
        }
    }

    /** The keyring's rows beside the key at hand; nothing is opened. */
    public record Keyring(List<Entry> entries, KeyAtHand key, Fit fit) {
        public Keyring {
            entries = List.copyOf(entries);
        }

        /** When a copy of the root key last opened the keyring; empty where none ever has. */
        public Optional<Instant> escrowVerifiedAt() {
            return entries.stream()
                    .flatMap(entry -> Stream.ofNullable(entry.escrowVerifiedAt()))
                    .max(Comparator.naturalOrder());
        }

        /** The root key that opens the keyring as well until a rewrap is finished or given up. */
        public Optional<String> comingRootKey() {
            return entries.stream()
                    .flatMap(entry -> Stream.ofNullable(entry.nextRootFingerprint()))
                    .findFirst();
        }

        /** Whether the key at hand is the one that wraps the keyring, by their fingerprints. */
        public enum Fit {
            FITS,
            ANOTHER_KEY,
            NOTHING_TO_COMPARE
        }

        /**
         * One row.
         *
         * @param nextRootFingerprint set while one root key is being changed for another
         */
        public record Entry(
                String kid,
                String state,
                String rootFingerprint,
                @Nullable String nextRootFingerprint,
                Instant createdAt,
                @Nullable Instant escrowVerifiedAt) {}
    }

    /**
     * The monthly tables.
     *
     * @param trashed partitions that were set aside and can still be brought back
     */
    public record Partitions(List<Monthly> tables, long trashed) {
        public Partitions {
            tables = List.copyOf(tables);
        }

        /**
         * One monthly table.
         *
         * @param monthsAhead how many months after the current one have their partition, without a gap; -1 where not
         *     even the current one has
         * @param defaultRows in the default partition; counted up to {@link #MOST_COUNTED}
         */
        public record Monthly(String name, long monthsAhead, long defaultRows) {}
    }

    /**
     * How long rows are kept.
     *
     * @param ownWindows deployments with a window of their own
     * @param holds deployments of which everything is kept
     */
    public record Retention(SettingsSnapshot settings, long deployments, long ownWindows, long holds) {}

    /**
     * The recordings that sessions have, by the database; the volume is not looked at.
     *
     * @param files counted up to {@link #MOST_COUNTED}
     * @param bytes of those that were counted
     * @param checkedAt when the daemon last looked after the volume and all went well; null where it never has
     */
    public record Recordings(
            long files, long bytes, @Nullable Instant checkedAt) {
        /** Whether there is none that was not counted. */
        public boolean isExact() {
            return files < MOST_COUNTED;
        }
    }

    /**
     * One run of this tool.
     *
     * @param duration null while it runs, and for good where it was killed
     * @param outcome null likewise
     * @param failure what ended it, in the words of the time; null where nothing did
     */
    public record Run(
            String command,
            String trigger,
            String holder,
            Instant startedAt,
            @Nullable Duration duration,
            @Nullable String outcome,
            @Nullable String failure) {}

    /**
     * A step that a run began or failed at, and that is still to be done.
     *
     * @param runner host and process
     */
    public record UnfinishedStep(String step, Progress state, String runner, Instant startedAt) {
        /** How far it got. */
        public enum Progress {
            /** A run that still holds the lock is at it. */
            RUNNING,
            /** Whoever began it is gone: it was killed, or lost its connection. */
            ABANDONED,
            FAILED
        }
    }
}
