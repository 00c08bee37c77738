package exo.db.migrate;

import exo.db.schema.Pending;
import exo.db.schema.Stage;
import java.time.Duration;
import java.util.List;

/**
 * What a boot did.
 *
 * @param pending what was left out so that the backend could start
 */
public record MigrateReport(Outcome outcome, List<StageReport> stages, List<Pending> pending) {
    public MigrateReport {
        stages = List.copyOf(stages);
        pending = List.copyOf(pending);
    }

    /** The report of a boot that found everything in place. */
    public static final MigrateReport NOTHING_TO_DO = new MigrateReport(Outcome.NOTHING_TO_DO, List.of(), List.of());

    /** How it ended. */
    public enum Outcome {
        NOTHING_TO_DO,
        MIGRATED,
        /** The schema belongs to a newer release and was left alone; keyring and partitions were seen to. */
        NEWER_SCHEMA
    }

    /** One documented step: how many changes it made, and how long they took. */
    public record StageReport(Stage stage, int changes, Duration duration) {}
}
