package exo.db.retention;

import exo.db.database.GrowingPause;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.engine.BatchPace;
import exo.db.engine.DeletionFence;
import exo.db.engine.LockHolders;
import exo.db.engine.WindowsReader;
import exo.db.model.RetentionWindows;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** One run over all tables: its one reading of the clock, its patience, and how a batch is done. */
final class PurgeRun {
    static final String COMMAND = "retention enforce";

    /** What another session's work can cause; a later attempt finds things otherwise. */
    private static final Set<String> PASSING =
            Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.QUERY_CANCELED, SqlState.DEADLOCK);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A large partition without an index is read as a whole; nobody but a drop of it waits for that. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(30);

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

    private final Session session;
    private final Timing timing;
    private final long record;
    private final PurgeConduct conduct;
    private final PurgePolicy.Pace pace;
    private final PurgePacer pacer;
    private final PurgeTally tally;
    private final long start;
    private Duration patience;
    private long nextReport;

    /** @param record the row of {@code maintenance_runs} */
    PurgeRun(
            Session session,
            Timing timing,
            long record,
            PurgePolicy.Pace pace,
            PurgeConduct conduct,
            PurgeTally tally) {
        this.session = session;
        this.timing = timing;
        this.record = record;
        this.conduct = conduct;
        this.tally = tally;
        this.pace = pace;
        this.pacer = new PurgePacer(session, timing, pace, this::isToStop, conduct.waiting());
        this.start = timing.nanoTime().getAsLong();
        this.patience = conduct.lockWait();
        this.nextReport = start;
    }

    /** How a batch ended. */
    enum Batch {
        DONE,
        /** It could not be done, and why is pending; the next relation may fare better. */
        LEFT,
        /** Another run works on the table, and why is pending; on none of its relations would it fare better. */
        LOCKED,
        /** No other batch is to begin. */
        STOPPED
    }

    /** A piece of work, and what is remembered of it in the same transaction. */
    interface Work {
        /** Deletes something; whose is said once it is committed. */
        List<Purged> delete();

        /** Where the next run would go on, as JSON. */
        String checkpoint(List<Purged> deleted);
    }

    Session session() {
        return session;
    }

    PurgeTally tally() {
        return tally;
    }

    /** The windows and holds of this moment, counted from the clock as the run read it. */
    RetentionWindows windows() {
        RetentionWindows read = WindowsReader.read(session);
        return new RetentionWindows(tally.now(), read.defaultDays(), read.auditFloorDays(), read.days(), read.held());
    }

    boolean isToStop() {
        return conduct.stop().getAsBoolean() || isOutOfTime();
    }

    private boolean isOutOfTime() {
        Duration most = conduct.mostTime();
        return most != null && timing.since(start).compareTo(most) >= 0;
    }

    /** Whether others are to notice as little of it as can be. */
    boolean isPaced() {
        return pace.paced().isPresent();
    }

    /** Says why no other batch began and how far it got. */
    void stopped(String place) {
        tally.leave(
                isOutOfTime()
                        ? new Pending(
                                "purge.time",
                                "the time that was given is over, at " + place,
                                "nothing: the next run goes on there; --max-runtime gives more time")
                        : new Pending(
                                "purge.stopped",
                                "it was told to stop, at " + place,
                                "nothing: the next run goes on there"));
    }

    /** Tells how far it is. */
    void tell(PurgeLeaf leaf, long pages, long allPages) {
        if (timing.hasPassed(nextReport)) {
            conduct.progress()
                    .accept(new PurgeProgress(
                            leaf.name().toString(), tally.rows(), pages, allPages, timing.since(start)));
            nextReport = timing.deadlineIn(Duration.ofSeconds(1));
        }
    }

    /** Has the report tell of what is done so far, in place of a checkpoint. */
    void file() {
        session.sql().execute(PurgeQueries.FILE_REPORT, DSL.val(record), DSL.val(RetentionRecord.of(tally.report())));
    }

    /** Reads something of a leaf, waiting for no lock for long; nothing where it could not be read. */
    <T> Optional<T> look(PurgeLeaf leaf, Supplier<T> reading) {
        List<T> read = new ArrayList<>();
        insist(leaf, () -> {
            read.add(session.reading(() -> {
                limit(LONGEST_LOOK.toMillis() + "ms");
                return reading.get();
            }));
            return Attempt.DONE;
        });
        return read.stream().findFirst();
    }

    /**
     * Does one batch in a transaction of its own that holds the table's lock and waits for nobody for long; again,
     * while somebody is in the way and the patience of the run lasts. Then rests as the pace says.
     */
    Batch batch(PurgeLeaf leaf, BatchPace pace, Work work) {
        if (isToStop()) {
            return Batch.STOPPED;
        }
        return insist(leaf, () -> attempt(leaf, pace, work));
    }

    private Attempt attempt(PurgeLeaf leaf, BatchPace pace, Work work) {
        long began = timing.nanoTime().getAsLong();
        try {
            Optional<Done> committed = session.inTransaction(() -> locked(leaf, work));
            if (committed.isEmpty()) {
                return new Attempt(Batch.LOCKED, "another run works on this table");
            }
            Duration taken = timing.since(began);
            Done done = committed.get();
            tally.add(leaf, done.purged(), done.walBytes(), taken);
            pace.learn(taken, done.rows());
            pacer.rest(done.walBytes(), taken);
            return Attempt.DONE;
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.QUERY_CANCELED)) {
                pace.learn(timing.since(began), 1);
            }
            throw e;
        }
    }

    private Optional<Done> locked(PurgeLeaf leaf, Work work) {
        long before = limit(DeletionFence.longestStatement(session));
        if (!DeletionFence.raise(session, leaf.table())) {
            return Optional.empty();
        }
        List<Purged> purged = work.delete();
        long after = session.sql()
                .fetchSingle(PurgeQueries.REMEMBER, DSL.val(record), DSL.val(work.checkpoint(purged)))
                .get("log", Long.class);
        return Optional.of(new Done(purged, after - before));
    }

    private long limit(String longestStatement) {
        return session.sql()
                .fetchSingle(PurgeQueries.BATCH_LIMITS, longestStatement)
                .get("log", Long.class);
    }

    private Batch insist(PurgeLeaf leaf, Supplier<Attempt> work) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        long nextWord = timing.nanoTime().getAsLong();
        while (true) {
            long began = timing.nanoTime().getAsLong();
            Attempt attempt = orHindered(leaf, work);
            if (attempt.batch() == Batch.DONE) {
                return Batch.DONE;
            }
            if (patience.isZero() || isToStop()) {
                leave(leaf, attempt);
                return attempt.batch();
            }
            if (timing.hasPassed(nextWord)) {
                conduct.waiting().accept("waiting for " + leaf.name() + ": " + attempt.obstacle());
                nextWord = timing.deadlineIn(BETWEEN_REPORTS);
            }
            pause.rest();
            spend(timing.since(began));
        }
    }

    private Attempt orHindered(PurgeLeaf leaf, Supplier<Attempt> work) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            if (!PASSING.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            String holders = LockHolders.ofRows(session, leaf.name());
            String why = ServerFailures.reason(e) + (holders.isEmpty() ? "" : ", " + holders);
            return new Attempt(Batch.LEFT, why);
        }
    }

    private void spend(Duration time) {
        patience = time.compareTo(patience) < 0 ? patience.minus(time) : Duration.ZERO;
    }

    private void leave(PurgeLeaf leaf, Attempt attempt) {
        tally.leave(
                attempt.batch() == Batch.LOCKED
                        ? new Pending(
                                "purge.locked",
                                "the rest of " + leaf.table() + " is left: " + attempt.obstacle(),
                                "nothing: the next run goes on")
                        : new Pending(
                                "purge.deferred",
                                "expired rows of " + leaf.name() + " are left: " + attempt.obstacle(),
                                "end what is in the way, or nothing: the next run goes on"));
    }

    /** What a batch did. */
    private record Done(List<Purged> purged, long walBytes) {
        long rows() {
            return purged.stream().mapToLong(Purged::rows).sum();
        }
    }

    /** What came of trying once, and what was in the way. */
    private record Attempt(Batch batch, String obstacle) {
        static final Attempt DONE = new Attempt(Batch.DONE, "");
    }
}
