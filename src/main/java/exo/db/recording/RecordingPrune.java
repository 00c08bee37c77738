package exo.db.recording;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.DeletionFence;
import exo.db.engine.DeletionFence.Cause;
import exo.db.engine.DeletionFence.Left;
import exo.db.engine.HeadwayMeter;
import exo.db.engine.RunLog;
import exo.db.recording.CastTree.Removal;
import exo.db.recording.OrphanWalk.Orphan;
import exo.db.recording.PruneReport.Expired;
import exo.db.recording.PruneReport.Orphans;
import exo.db.schema.Pending;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** One prune: what it has removed so far and what it leaves. */
final class RecordingPrune {
    /** What is being recorded has no row yet, and a clock of the volume's own may be a little off. */
    private static final Duration LEAST_AGE = Duration.ofDays(1);

    /** Fewer may be all there is in a trial. */
    private static final long FEW = 3;

    private final Session session;
    private final RecordingDirectory directory;
    private final Instant now;
    private final Tools tools;
    private final Map<UUID, Expired> expired = new LinkedHashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private Orphans orphans = Orphans.NONE;
    private long directories;

    /** What a prune works with. */
    record Tools(Timing timing, PruneConduct conduct, Noting noting) {}

    /** Where a prune writes down how far it is. */
    record Noting(RunLog runs, long run) {
        void note(Session session, PruneReport report) {
            runs.note(session, run, PruneRecord.of(report));
        }
    }

    /** @param now the database's clock, from which all cut-offs count */
    RecordingPrune(Session session, RecordingDirectory directory, Instant now, Tools tools) {
        this.session = session;
        this.directory = directory;
        this.now = now;
        this.tools = tools;
    }

    void preview() {
        RecordingReader.countExpired(session, now).forEach(this::count);
        if (directory.exists()) {
            orphans = survey().orphans();
        }
    }

    void prune() {
        pruneExpired();
        if (!pending.isEmpty() || !directory.exists()) {
            return;
        }
        Survey survey = survey();
        if (survey.orphans().files() > 0 && pending.isEmpty()) {
            pruneOrphans(survey.files());
        }
        removeEmptyDirectories();
    }

    private void pruneExpired() {
        DeletionFence fence = new DeletionFence(
                session,
                tools.timing(),
                tools.conduct().lockWait(),
                tools.conduct().stop());
        ExpiredBatches batches = new ExpiredBatches(session, directory, now);
        HeadwayMeter meter = meter(
                "expired recordings removed",
                RecordingReader.countExpired(session, now).stream()
                        .mapToLong(Expired::recordings)
                        .sum());
        while (batches.mayHaveMore()) {
            fence.batch("sessions", () -> noted(batches.next()), batch -> {
                        batches.committed();
                        batch.forEach(this::count);
                        meter.advance(directory.root().toString(), batch.size(), batch.size());
                    })
                    .ifPresent(left -> leave(left, batches));
        }
        batches.stuck().ifPresent(this::leave);
    }

    private void leave(Left left, ExpiredBatches batches) {
        batches.end();
        leave(new Pending(
                left.cause() == Cause.STOPPED ? "recording.stopped" : "recording.deferred",
                "the rest of the recordings is left: " + left.why(),
                "nothing: the next run goes on"));
    }

    /** In the transaction of the batch, so that the record of a run that is killed says what it cleared. */
    private List<Expired> noted(List<Expired> batch) {
        if (!batch.isEmpty()) {
            Map<UUID, Expired> sums = new LinkedHashMap<>(expired);
            batch.forEach(more -> sums.merge(more.deployment(), more, Expired::and));
            tools.noting().note(session, report(sums));
        }
        return batch;
    }

    private record Survey(long files, Orphans orphans) {}

    /** Counts before anything is removed, since what most files look like says whether to believe it. */
    private Survey survey() {
        Orphans[] found = {Orphans.NONE};
        OrphanWalk walk = walk(
                batch -> batch.forEach(orphan -> found[0] = found[0].and(orphan.bytes())), meter("files looked at", 0));
        Survey survey = new Survey(walk.files(), found[0]);
        Path link = walk.firstLink();
        if (link != null) {
            leave(new Pending(
                    "recording.link",
                    "no orphan is removed: " + link + " is no plain file, and may lead to the recording of a session",
                    "replace it by what it leads to"));
        }
        String unreadable = walk.firstUnreadable();
        if (unreadable != null) {
            leave(new Pending(
                    "recording.unreadable",
                    "a directory of recordings cannot be looked into: " + unreadable,
                    "run as a user who may read and write it"));
        }
        judge(survey);
        return survey;
    }

    private void judge(Survey survey) {
        long found = survey.orphans().files();
        if (tools.conduct().fuse() == PruneConduct.Fuse.IN_PLACE && found > FEW && found * 2 > survey.files()) {
            leave(new Pending(
                    "recording.mass-orphans",
                    "no orphan is removed: " + found + " of " + survey.files()
                            + " recordings have no session, as after a database was restored, or in a wrong directory",
                    "compare the directory and the database; if they may go: --allow mass-drop"));
        }
    }

    private void pruneOrphans(long files) {
        walk(this::removeOrphans, meter("files looked at, those that no session has removed", files));
        if (tools.conduct().stop().getAsBoolean()) {
            leave(new Pending(
                    "recording.stopped",
                    "the rest of the orphans is left: it was told to stop",
                    "nothing: the next run goes on"));
        }
    }

    private OrphanWalk walk(Consumer<List<Orphan>> found, HeadwayMeter meter) {
        OrphanWalk walk =
                new OrphanWalk(session, now.minus(LEAST_AGE), tools.conduct().stop(), meter, found);
        try {
            walk.over(directory.root());
        } catch (IOException e) {
            unreadable(e);
        }
        return walk;
    }

    private HeadwayMeter meter(String unit, long all) {
        return new HeadwayMeter(tools.timing(), unit, all, tools.conduct().progress());
    }

    private void removeOrphans(List<Orphan> batch) {
        for (Orphan orphan : batch) {
            try (CastTree tree = CastTree.open(directory.root())) {
                Removal removal = tree.remove(orphan.path(), OrphanWalk.oldFile(now.minus(LEAST_AGE)));
                if (removal instanceof Removal.Removed removed) {
                    orphans = orphans.and(removed.bytes());
                }
            } catch (IOException e) {
                unreadable(e);
            }
        }
        tools.noting().note(session, report());
    }

    private void removeEmptyDirectories() {
        try (CastTree tree = CastTree.open(directory.root())) {
            directories = tree.removeEmpty(now.minus(LEAST_AGE));
        } catch (IOException e) {
            unreadable(e);
        }
    }

    private void unreadable(IOException e) {
        if (pending.stream().noneMatch(item -> item.id().equals("recording.unreadable"))) {
            leave(new Pending(
                    "recording.unreadable",
                    "the recordings directory " + directory.root() + " cannot be worked on: "
                            + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "run as a user who may read and write it"));
        }
    }

    void leave(Pending left) {
        pending.add(left);
    }

    private void count(Expired more) {
        expired.merge(more.deployment(), more, Expired::and);
    }

    PruneReport report() {
        return report(expired);
    }

    private PruneReport report(Map<UUID, Expired> sums) {
        return new PruneReport(now, List.copyOf(sums.values()), orphans, directories, pending);
    }
}
