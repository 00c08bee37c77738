package exo.db.retention;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.CatalogReader;
import exo.db.engine.ClocksReader;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import exo.db.engine.WindowsReader;
import exo.db.model.ExoSchema;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgePolicy.Months;
import exo.db.retention.PurgePolicy.Upkeep;
import exo.db.retention.PurgeRun.Batch;
import exo.db.schema.Pending;
import exo.db.schema.SchemaSnapshot;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Deletes what is past its window, months as a whole first and then row by row. */
public final class PurgeService {
    /** Held by one run at a time, for the whole session; nobody but another run ever waits for it. */
    private static final String LOCK = "purge";

    private final Clock clock;
    private final MonthDrops months;
    private final RecordingRemover recordings;
    private final RunLog runs;
    private final Timing timing;

    /** @param clock this machine's, which is only compared with the database's */
    public PurgeService(Clock clock, MonthDrops months, RecordingRemover recordings, RunLog runs, Timing timing) {
        this.clock = clock;
        this.months = months;
        this.recordings = recordings;
        this.runs = runs;
        this.timing = timing;
    }

    /** What {@link #enforce} would delete now. Writes nothing. */
    public RetentionPreview preview(Session session, RetentionPreview.Accuracy accuracy) {
        RetentionWindows windows = WindowsReader.read(session);
        return doubt(session)
                .map(pending -> RetentionPreview.nothing(windows.now(), accuracy, pending))
                .orElseGet(() -> new PreviewReader(session, windows, accuracy).read(months.expired(session)));
    }

    /**
     * Sets aside what has expired as a whole, as far as the policy says so; then deletes expired rows in small batches,
     * each in its own transaction, until nothing is left, the time is over or it is told to stop. What could not be
     * done now is pending in the report; what was deleted stays deleted. Either is written to {@code maintenance_runs},
     * also when the run fails. A run that was killed costs at most a batch: the next goes on where it was.
     *
     * <p>All cut-offs count from one reading of the database's clock; windows and holds are asked for again by every
     * batch, so that a hold placed meanwhile counts. Months that the drop would take, but for a fuse or a lock, are
     * left to it: what stopped the drop is not got round by deleting row by row.
     *
     * @throws exo.db.database.LockHeldElsewhere when another run goes on for longer than this one waits
     */
    public RetentionReport enforce(Session session, Trigger trigger, PurgePolicy policy, PurgeConduct conduct) {
        return AdvisoryLock.holding(
                session,
                LOCK,
                timing,
                conduct.lockWait(),
                conduct.waiting(),
                () -> enforceAlone(session, trigger, policy, conduct));
    }

    private RetentionReport enforceAlone(Session session, Trigger trigger, PurgePolicy policy, PurgeConduct conduct) {
        RetentionWindows windows = WindowsReader.read(session);
        Optional<Pending> doubt = doubt(session);
        Optional<PurgeCheckpoint> checkpoint = PurgeCheckpoint.last(session);
        session.sql().execute(PurgeQueries.CLOSE_KILLED, DSL.val(PurgeRun.COMMAND));
        long record = runs.begin(session, PurgeRun.COMMAND, trigger);
        PurgeTally tally = new PurgeTally(windows.now());
        try {
            doubt.ifPresentOrElse(tally::leave, () -> {
                drop(session, policy.months(), conduct, tally);
                PurgeRun run = new PurgeRun(session, timing, record, policy.pace(), conduct, tally);
                purge(run, windows, policy, checkpoint);
            });
            RetentionReport report = tally.report();
            runs.end(session, record, outcome(report, conduct), RetentionRecord.of(report));
            return report;
        } catch (RuntimeException failure) {
            runs.fail(session, record, RetentionRecord.of(tally.report()), failure);
            throw failure;
        }
    }

    private void drop(Session session, Months wanted, PurgeConduct conduct, PurgeTally tally) {
        switch (wanted) {
            case Months.Drop drop -> tally.add(months.drop(session, drop.allowed(), conduct.lockWait()));
            case Months.Leave leave -> {}
        }
    }

    private void purge(
            PurgeRun run, RetentionWindows windows, PurgePolicy policy, Optional<PurgeCheckpoint> checkpoint) {
        List<MonthDrop> whole = months.expired(run.session());
        whole.forEach(month -> run.tally()
                .leave(new Pending(
                        "purge.whole-month",
                        "the rows of " + month.partition() + " stay: it has expired as a whole and waits for the drop",
                        "exo-db-cli partitions drop-expired")));
        SchemaSnapshot snapshot = snapshot(run.session());
        List<PurgeLeaf> leaves = PurgePlanner.without(PurgePlanner.leaves(snapshot, windows), whole);
        LeafUpkeep upkeep = new LeafUpkeep(run, policy.upkeep());
        Batch batch = new RowPurge(run, upkeep, checkpoint).purge(leaves);
        if (batch != Batch.STOPPED) {
            batch = new SessionPurge(run, recordings).purge();
        }
        if (batch != Batch.STOPPED && policy.upkeep() == Upkeep.RECLAIM) {
            new LeafRewrite(run).rewrite(PurgePlanner.without(PurgePlanner.ended(snapshot, windows.now()), whole));
        }
    }

    private static Outcome outcome(RetentionReport report, PurgeConduct conduct) {
        if (report.pending().isEmpty()) {
            return Outcome.OK;
        }
        return conduct.stop().getAsBoolean() ? Outcome.INTERRUPTED : Outcome.DEFERRED;
    }

    static SchemaSnapshot snapshot(Session session) {
        return CatalogReader.snapshot(session, ExoSchema.declared());
    }

    private Optional<Pending> doubt(Session session) {
        return ClocksReader.read(session, clock).distrust("nothing is deleted");
    }
}
