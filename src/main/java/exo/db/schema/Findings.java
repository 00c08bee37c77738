package exo.db.schema;

import java.util.List;
import java.util.Map;

/** What the probes found; a probe that was not made counts as having found nothing. */
public record Findings(Map<Probe, Probe.Answer> answers) {
    /** No row is in the way. */
    static final Probe.Answer NOTHING = new Probe.Answer(0, List.of());

    /** No probe was made. */
    public static final Findings NONE = new Findings(Map.of());

    public Findings {
        answers = Map.copyOf(answers);
    }

    /** The answer to that probe. */
    public Probe.Answer to(Probe probe) {
        return answers.getOrDefault(probe, NOTHING);
    }
}
