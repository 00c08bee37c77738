package exo.db.maintenance;

import exo.db.failure.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tasks of the daemon, in the order they run in: what is dropped whole needs no purge any more. */
public enum TaskName {
    CREATE(Cadence.HOURLY),
    DEFAULT_CHECK(Cadence.HOURLY),
    DROP(Cadence.DAILY),
    PURGE(Cadence.DAILY),
    SEAL(Cadence.HOURLY),
    RECORDINGS(Cadence.DAILY),
    HEALTH(Cadence.HOURLY);

    private final Cadence cadence;

    TaskName(Cadence cadence) {
        this.cadence = cadence;
    }

    /** How often a task runs. */
    public enum Cadence {
        HOURLY,
        DAILY
    }

    /** How often it runs. */
    public Cadence cadence() {
        return cadence;
    }

    /** The word that {@code --task} takes. */
    public String word() {
        return Word.of(this);
    }

    /** What its runs are called in {@code maintenance_runs}. */
    public String command() {
        return "maintenance/" + word();
    }

    /** The task of that word. */
    public static Optional<TaskName> of(String word) {
        return Arrays.stream(values()).filter(task -> task.word().equals(word)).findFirst();
    }

    /** All words, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TaskName::word).toList();
    }
}
