package exo.db.recording;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.ClocksReader;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import exo.db.model.Clocks;
import exo.db.schema.Pending;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Removes recordings that are past their deployment's window, and those that no session has. */
public final class PruneService {
    private final RecordingDirectory directory;
    private final Clock clock;
    private final RunLog runs;
    private final Timing timing;

    /** @param clock this machine's, which is only compared with the database's */
    public PruneService(RecordingDirectory directory, Clock clock, RunLog runs, Timing timing) {
        this.directory = directory;
        this.clock = clock;
        this.runs = runs;
        this.timing = timing;
    }

    /** What a prune would remove now; reads only. */
    public PruneReport preview(Session session, PruneConduct conduct) {
        Clocks clocks = ClocksReader.read(session, clock);
        RecordingPrune prune = prune(session, clocks, conduct, new RecordingPrune.Noting(runs, 0));
        doubt(session, clocks).ifPresentOrElse(prune::leave, prune::preview);
        return prune.report();
    }

    /**
     * Removes in small batches, the file first and then the mention of it, so that a stop between the two leaves a row
     * that the next run finds. What could not be done now is pending in the report; what was removed is written to
     * {@code maintenance_runs}, also when the run fails or is killed.
     */
    public PruneReport prune(Session session, Trigger trigger, PruneConduct conduct) {
        Clocks clocks = ClocksReader.read(session, clock);
        Optional<Pending> doubt = doubt(session, clocks);
        long record = runs.begin(session, "recordings prune", trigger);
        RecordingPrune prune = prune(session, clocks, conduct, new RecordingPrune.Noting(runs, record));
        try {
            doubt.ifPresentOrElse(prune::leave, prune::prune);
            PruneReport report = prune.report();
            Outcome outcome = report.pending().isEmpty() ? Outcome.OK : Outcome.DEFERRED;
            runs.end(session, record, outcome, PruneRecord.of(report));
            return report;
        } catch (RuntimeException failure) {
            runs.fail(session, record, PruneRecord.of(prune.report()), failure);
            throw failure;
        }
    }

    private RecordingPrune prune(Session session, Clocks clocks, PruneConduct conduct, RecordingPrune.Noting noting) {
        return new RecordingPrune(
                session, directory, clocks.database(), new RecordingPrune.Tools(timing, conduct, noting));
    }

    /** Why nothing is to be removed at all. */
    private Optional<Pending> doubt(Session session, Clocks clocks) {
        return clocks.distrust("no recording is removed").or(() -> untrusted(session));
    }

    /** An installation that has never recorded anything may do without the volume. */
    private Optional<Pending> untrusted(Session session) {
        try {
            return VolumeTrust.doubt(directory)
                    .filter(why -> RecordingReader.any(session))
                    .map(why -> new Pending(
                            "recording.unmounted",
                            why + ", but sessions have recordings: nothing is removed, no row is cleared",
                            VolumeTrust.CURE));
        } catch (IOException e) {
            return Optional.of(new Pending(
                    "recording.unreadable",
                    "the recordings directory " + directory.root() + " cannot be looked at: "
                            + e.getClass().getSimpleName(),
                    "run as a user who may read and write it"));
        }
    }
}
