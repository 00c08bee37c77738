package exo.db.recording;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import exo.db.recording.CastTree.Removal;
import exo.db.recording.RecordingDirectory.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The recordings of sessions on their volume. Looks at files one by one and never reads one whole. */
public final class RecordingService {
    private final RecordingDirectory directory;
    private final Timing timing;

    public RecordingService(RecordingDirectory directory, Timing timing) {
        this.directory = directory;
        this.timing = timing;
    }

    /** How much each deployment has recorded, the largest first; deployments without recordings are left out. */
    public List<RecordingUsage> list(Session session, Consumer<Headway> progress) {
        HeadwayMeter meter = meter(session, progress);
        Map<UUID, RecordingUsage> usage = new HashMap<>();
        RecordingReader.forEach(session, recording -> {
            usage.compute(
                    recording.deployment(),
                    (deployment, sum) -> add(sum == null ? RecordingUsage.none(deployment) : sum, recording));
            meter.advance(recording.castPath(), 1, 1);
        });
        return usage.values().stream()
                .sorted(Comparator.comparingLong(RecordingUsage::bytes)
                        .reversed()
                        .thenComparing(RecordingUsage::deployment))
                .toList();
    }

    /** Whether the volume can be written and every recording is where, and what, it should be. Changes nothing. */
    public RecordingReport check(Session session, Consumer<Headway> progress) {
        return new RecordingCheck(directory, meter(session, progress)).run(session);
    }

    private HeadwayMeter meter(Session session, Consumer<Headway> progress) {
        return new HeadwayMeter(timing, "recordings looked at", RecordingReader.count(session), progress);
    }

    /**
     * Removes a recording, never anything outside the directory; one that is gone already counts as removed. While the
     * directory is missing, or looks like a volume that is not mounted, nothing does.
     *
     * @return why it is still there; empty when it is gone
     */
    public Optional<String> remove(String castPath) {
        try {
            return directory.remove(castPath) instanceof Removal.Refused refused
                    ? Optional.of(castPath + ": " + refused.why())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(castPath + ": " + e.getClass().getSimpleName());
        }
    }

    private RecordingUsage add(RecordingUsage sum, Recording recording) {
        try {
            return directory.find(recording.castPath()) instanceof Place.Inside inside
                    ? sum.withFile(Files.size(inside.file()), recording.startedAt())
                    : sum.withUnreadable();
        } catch (IOException e) {
            return sum.withUnreadable();
        }
    }
}
