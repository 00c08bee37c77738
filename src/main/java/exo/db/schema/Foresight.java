package exo.db.schema;

import java.util.List;

/**
 * What the next {@code migrate} is up against.
 *
 * @param plan what it would do, and what it would leave out
 * @param refusals why it would do nothing of that with this role or on this server
 * @param drift what it would leave as it is although it is not as declared, what matters first
 */
public record Foresight(Plan plan, List<Refusal> refusals, List<Drift> drift) {
    public Foresight {
        refusals = List.copyOf(refusals);
        drift = List.copyOf(drift);
    }

    /** Where only the plan is known, since it is not about definitions. */
    public static Foresight of(Plan plan) {
        return new Foresight(plan, List.of(), List.of());
    }
}
