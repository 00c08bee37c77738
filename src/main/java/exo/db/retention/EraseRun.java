package exo.db.retention;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Manner;
import exo.db.engine.DeletionFence;
import exo.db.engine.DeletionFence.Cause;
import exo.db.engine.DeletionFence.Left;
import exo.db.engine.HeadwayMeter;
import exo.db.engine.RunLog;
import exo.db.retention.EraseReport.Erased;
import exo.db.schema.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One erasure: what it has deleted so far, what it waits for and what it leaves. */
final class EraseRun {
    /** The second finds nothing where nobody writes; who still writes after the third goes on writing. */
    private static final int PASSES = 3;

    private final Session session;
    private final EraseReport plan;
    private final Tools tools;
    private final BatchPace pace = new BatchPace(Manner.USUAL);
    private final Map<Place, Long> erased = new LinkedHashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private final DeletionFence fence;
    private final HeadwayMeter meter;
    private long recordings;
    private long began;

    /** What a run works with; {@code record} is its row in {@code maintenance_runs}. */
    record Tools(RecordingRemover recordings, RunLog runs, long record, Timing timing, EraseConduct conduct) {}

    EraseRun(Session session, EraseReport plan, Tools tools) {
        this.session = session;
        this.plan = plan;
        this.tools = tools;
        this.fence = new DeletionFence(
                session,
                tools.timing(),
                tools.conduct().lockWait(),
                tools.conduct().stop());
        this.meter = new HeadwayMeter(
                tools.timing(), "rows erased", plan.rows(), tools.conduct().progress());
    }

    /** Goes over everything until there is nothing left. */
    void erase() {
        AuditFloor floor = AuditFloor.read(session);
        for (int pass = 1; pass <= PASSES; pass++) {
            long before = rows();
            EraseSessions sessions = new EraseSessions(this);
            for (EraseHome home : EraseHome.read(session)) {
                new EraseRows(this, home, floor).erase();
            }
            sessions.erase();
            if (!pending.isEmpty() || (pass > 1 && rows() == before)) {
                return;
            }
        }
        leave(new Pending(
                "erase.writers",
                "somebody goes on writing rows of " + plan.target().words(),
                "disconnect it, or delete its tokens, then run it again"));
    }

    Session session() {
        return session;
    }

    EraseTarget target() {
        return plan.target();
    }

    RecordingRemover recordings() {
        return tools.recordings();
    }

    /** The most rows of the next batch. */
    long size() {
        return pace.rows();
    }

    /** What a batch did. */
    record Batch(String table, String leaf, long rows, long recordings) {}

    /**
     * Does one batch behind the fence, with the record of it, and rests; waits for locks as long as it may.
     *
     * @return false where nothing more is to be done; why is pending
     * @throws DeploymentHeld where a hold was placed meanwhile
     */
    boolean batch(String table, Supplier<Batch> work) {
        if (!pending.isEmpty()) {
            return false;
        }
        Optional<Left> left = fence.batch(table, () -> fenced(work), this::finish);
        left.ifPresent(this::leave);
        return left.isEmpty();
    }

    private void finish(Batch done) {
        if (done.rows() > 0) {
            erased.merge(new Place(done.table(), done.leaf()), done.rows(), Long::sum);
        }
        recordings += done.recordings();
        Duration taken = tools.timing().since(began);
        pace.learn(taken, done.rows());
        meter.advance(done.leaf(), done.rows(), done.rows());
        tools.timing().pause().rest(pace.rest(taken));
    }

    private Batch fenced(Supplier<Batch> work) {
        began = tools.timing().nanoTime().getAsLong();
        requireNoHold(session, plan.target());
        Batch done = work.get();
        if (done.rows() > 0) {
            tools.runs().note(session, tools.record(), EraseRecord.of(with(done)));
        }
        return done;
    }

    /** @throws DeploymentHeld where there is one */
    static void requireNoHold(Session session, EraseTarget target) {
        session.sql().fetchOptional(EraseQueries.HOLD, target.id()).ifPresent(row -> {
            throw new DeploymentHeld(target.name(), "it is held " + HoldService.words(OverviewReader.hold(row)));
        });
    }

    void leave(Pending left) {
        pending.add(left);
    }

    private void leave(Left left) {
        leave(new Pending(
                left.cause() == Cause.STOPPED ? "erase.stopped" : "erase.deferred",
                "the rest of " + plan.target().words() + " is left: " + left.why(),
                "run it again: it goes on where it stopped"));
    }

    private long rows() {
        return erased.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What counts once the batch that is at it is committed. */
    private EraseReport with(Batch done) {
        Map<Place, Long> sums = new LinkedHashMap<>(erased);
        sums.merge(new Place(done.table(), done.leaf()), done.rows(), Long::sum);
        return report(sums, recordings + done.recordings());
    }

    EraseReport report() {
        return report(erased, recordings);
    }

    private EraseReport report(Map<Place, Long> sums, long files) {
        List<Erased> rows = sums.entrySet().stream()
                .map(entry -> new Erased(entry.getKey().table(), entry.getKey().leaf(), entry.getValue()))
                .toList();
        return new EraseReport(plan.target(), rows, files, plan.openSessions(), plan.keptAuditEvents(), pending);
    }

    private record Place(String table, String leaf) {}
}
