package exo.db.retention;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.ClocksReader;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import exo.db.retention.AuditTrail.Entry;
import exo.db.retention.EraseReport.Erased;
import exo.db.schema.Pending;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Removes everything of one deployment whatever its age: events, those in the trash too, summaries, sessions and their
 * recordings. The row of the deployment stays; what hangs on it goes with it by the schema's foreign keys.
 */
public final class EraseService {
    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Clock clock;
    private final RecordingRemover recordings;
    private final RunLog runs;
    private final Timing timing;

    /** @param clock this machine's, which is only compared with the database's */
    public EraseService(Clock clock, RecordingRemover recordings, RunLog runs, Timing timing) {
        this.clock = clock;
        this.recordings = recordings;
        this.runs = runs;
        this.timing = timing;
    }

    /**
     * What there is to erase, counted exactly. An id that no deployment has may be one whose row is gone.
     *
     * @param progress is told how far the counting is
     * @throws DeploymentUnknown where none has that name, or an id that is so near another one that it may be mistyped
     * @throws DeploymentHeld where a hold keeps it
     */
    public EraseReport plan(Session session, String idOrName, Consumer<Headway> progress) {
        EraseTarget target = target(session, idOrName);
        EraseRun.requireNoHold(session, target);
        AuditFloor floor = AuditFloor.read(session);
        List<Erased> rows = new ArrayList<>();
        long kept = 0;
        List<EraseHome> homes = EraseHome.read(session);
        HeadwayMeter meter = new HeadwayMeter(timing, "tables and partitions counted", homes.size(), progress);
        for (EraseHome home : homes) {
            long all = count(session, home, target, "infinity");
            long erasable = floor.protects(home.table()) ? count(session, home, target, floor.keptFrom()) : all;
            kept += all - erasable;
            if (erasable > 0) {
                rows.add(new Erased(home.table(), home.name().name(), erasable));
            }
            meter.advance(home.name().name(), 1, 1);
        }
        Record sessions = session.sql().fetchSingle(EraseQueries.COUNT_SESSIONS, target.id());
        if (sessions.get("rows", Long.class) > 0) {
            rows.add(new Erased("sessions", "sessions", sessions.get("rows", Long.class)));
        }
        return new EraseReport(
                target,
                rows,
                sessions.get("recordings", Long.class),
                sessions.get("open", Long.class),
                kept,
                List.of());
    }

    /**
     * Erases in small batches, each in its own transaction together with the record of it, until nothing is left. What
     * could not be done now is pending in the report; running it again goes on.
     *
     * @throws DeploymentHeld where a hold was placed meanwhile; what was erased before is in {@code maintenance_runs}
     */
    public EraseReport erase(Session session, EraseReport plan, EraseConduct conduct) {
        Optional<Pending> doubt = ClocksReader.read(session, clock).distrust("nothing is erased");
        long record = begin(session, plan);
        EraseRun run = new EraseRun(session, plan, new EraseRun.Tools(recordings, runs, record, timing, conduct));
        try {
            doubt.ifPresentOrElse(run::leave, run::erase);
            EraseReport report = run.report();
            runs.end(
                    session,
                    record,
                    report.pending().isEmpty() ? Outcome.OK : Outcome.DEFERRED,
                    EraseRecord.of(report));
            return report;
        } catch (RuntimeException failure) {
            runs.fail(session, record, EraseRecord.of(run.report()), failure);
            throw failure;
        }
    }

    /** The audit event says what was asked for, and so is there also when the run is killed. */
    private long begin(Session session, EraseReport plan) {
        EraseTarget target = plan.target();
        return session.inTransaction(() -> {
            long record = runs.begin(session, "retention erase", Trigger.MANUAL);
            AuditTrail.write(session, Entry.of(target.tenant(), "deployment.erase", target.id()), json -> {
                json.writeStartObject();
                json.writeStringField("name", target.name());
                json.writeNumberField("rows", plan.rows());
                json.writeNumberField("recordings", plan.recordings());
                json.writeNumberField("run", record);
                json.writeEndObject();
            });
            return record;
        });
    }

    private static EraseTarget target(Session session, String idOrName) {
        try {
            DeploymentWindow found =
                    DeploymentChooser.choose(OverviewReader.read(session).deployments(), idOrName);
            return new EraseTarget(found.id(), found);
        } catch (DeploymentUnknown unknown) {
            if (ID.matcher(idOrName).matches() && unknown.details().isEmpty()) {
                return new EraseTarget(UUID.fromString(idOrName), null);
            }
            throw unknown;
        }
    }

    private static long count(Session session, EraseHome home, EraseTarget target, String before) {
        return session.sql()
                .fetchSingle(
                        EraseQueries.COUNT,
                        DSL.name(home.name().schema(), home.name().name()),
                        DSL.val(target.id()),
                        DSL.val(before))
                .get(0, Long.class);
    }
}
