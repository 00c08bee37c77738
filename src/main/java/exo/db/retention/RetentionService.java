package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import exo.db.engine.WindowsReader;
import exo.db.model.Clocks;
import exo.db.model.ExoSchema;
import exo.db.model.RetentionWindows;
import exo.db.retention.WindowChange.Hold;
import exo.db.retention.WindowChange.Subject;
import exo.db.schema.SchemaSnapshot;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Shows and sets how long rows are kept, and deletes those whose window has passed. */
public final class RetentionService {
    /** As the check constraint of the columns says. */
    private static final long LEAST_DAYS = 1;

    private static final long MOST_DAYS = 3650;

    private final Clock clock;
    private final RecordingRemover recordings;
    private final RunLog runs;

    /** @param clock this machine's, which is only compared with the database's */
    public RetentionService(Clock clock, RecordingRemover recordings, RunLog runs) {
        this.clock = clock;
        this.recordings = recordings;
        this.runs = runs;
    }

    /** The windows of all deployments. */
    public RetentionOverview list(Session session) {
        return OverviewReader.read(session);
    }

    /**
     * One deployment's window.
     *
     * @throws DeploymentUnknown where none has that id or name
     * @throws DeploymentAmbiguous where several tenants have that name
     */
    public DeploymentWindow find(Session session, String idOrName) {
        return DeploymentChooser.choose(OverviewReader.read(session).deployments(), idOrName);
    }

    /** What giving a deployment a window of its own would change. */
    public WindowChange planOwn(Session session, String idOrName, long days) {
        return planDeployment(session, idOrName, checked(days));
    }

    /** What letting a deployment follow the default would change. */
    public WindowChange planUnset(Session session, String idOrName) {
        return planDeployment(session, idOrName, null);
    }

    /** What another default would change, for all who follow it. */
    public WindowChange planDefault(Session session, long days) {
        RetentionOverview overview = OverviewReader.read(session);
        long before = overview.defaultDays();
        WindowChange change = new WindowChange(
                new Subject.Default(), before, checked(days), before, days, WindowChange.Expiring.NOTHING);
        return ExpiringReader.complete(session, overview, change);
    }

    /**
     * Stores the window and writes the change to {@code audit_events}, both or neither; a change that is empty does
     * nothing.
     *
     * @throws WindowChangedElsewhere where the window is no longer what the plan was made from
     */
    public void apply(Session session, WindowChange change) {
        if (!change.isEmpty()) {
            session.inTransaction(() -> WindowWriter.write(session, change));
        }
    }

    /** What {@link #enforce} would delete now, counted exactly; reads every leaf that holds something expired. */
    public RetentionReport preview(Session session) {
        RetentionWindows windows = WindowsReader.read(session);
        return doubt(session, windows).orElseGet(() -> new PurgePreview(session, windows).report());
    }

    /**
     * Deletes expired rows in small batches, each in its own transaction, until nothing is left or it is told to stop.
     * What could not be done now is pending in the report; what was deleted stays deleted. Either is written to
     * {@code maintenance_runs}, also when the run fails.
     *
     * <p>All cut-offs count from one reading of the database's clock; windows and holds are read again for every batch,
     * so that a hold placed meanwhile counts.
     */
    public RetentionReport enforce(Session session, Trigger trigger, BooleanSupplier stop) {
        RetentionWindows windows = WindowsReader.read(session);
        Optional<RetentionReport> doubt = doubt(session, windows);
        long record = runs.begin(session, "retention enforce", trigger);
        PurgeRun run = new PurgeRun(session, windows.now(), stop);
        try {
            RetentionReport report = doubt.orElseGet(() -> purge(run, windows));
            Outcome outcome = report.pending().isEmpty() ? Outcome.OK : Outcome.DEFERRED;
            runs.end(session, record, outcome, RetentionRecord.of(report));
            return report;
        } catch (RuntimeException failure) {
            runs.fail(session, record, RetentionRecord.of(run.report()), failure);
            throw failure;
        }
    }

    private RetentionReport purge(PurgeRun run, RetentionWindows windows) {
        new RowPurge(run).purge(PurgePlanner.leaves(snapshot(run.session()), windows));
        new SessionPurge(run, recordings).purge();
        return run.report();
    }

    private Optional<RetentionReport> doubt(Session session, RetentionWindows windows) {
        return clocks(session)
                .distrust("nothing is deleted")
                .map(pending -> new RetentionReport(windows.now(), List.of(), List.of(pending)));
    }

    static SchemaSnapshot snapshot(Session session) {
        return CatalogReader.snapshot(session, ExoSchema.declared());
    }

    private static WindowChange planDeployment(Session session, String idOrName, @Nullable Long own) {
        RetentionOverview overview = OverviewReader.read(session);
        DeploymentWindow found = DeploymentChooser.choose(overview.deployments(), idOrName);
        WindowChange change = new WindowChange(
                new Subject.Deployment(found.id(), found.tenant(), found.name(), found.held() ? Hold.HELD : Hold.NONE),
                found.ownDays(),
                own,
                found.days(),
                own == null ? overview.defaultDays() : own,
                WindowChange.Expiring.NOTHING);
        return ExpiringReader.complete(session, overview, change);
    }

    private static long checked(long days) {
        if (days < LEAST_DAYS || days > MOST_DAYS) {
            throw new DaysOutOfRange(days, LEAST_DAYS, MOST_DAYS);
        }
        return days;
    }

    private Clocks clocks(Session session) {
        Record row = session.sql().fetchSingle(RetentionQueries.CLOCKS);
        return new Clocks(
                row.get("read_at", Timestamp.class).toInstant(),
                clock.instant(),
                Optional.ofNullable(row.get("newest_run", Timestamp.class)).map(Timestamp::toInstant));
    }
}
