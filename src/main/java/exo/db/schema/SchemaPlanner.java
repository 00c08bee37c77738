package exo.db.schema;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Plans boot steps 1 to 4 and the tool's own tables before them: what is missing is created, what can be changed safely
 * is changed, a declared name that says something else is made to say what is declared, nothing declared by others is
 * touched. Nothing is dropped but what has been replaced, the remains of something interrupted, and indexes that a
 * converted column cannot keep.
 */
public final class SchemaPlanner implements Drafting {
    private final DeclaredSchema declared;
    private final PlannerPolicy policy;

    /** Plans no step that owns up to a hazard: what it would do is pending. */
    public SchemaPlanner(DeclaredSchema declared) {
        this(declared, PlannerPolicy.USUAL);
    }

    public SchemaPlanner(DeclaredSchema declared, PlannerPolicy policy) {
        this.declared = declared;
        this.policy = policy;
    }

    /**
     * The plan as far as the findings allow, and the questions about rows that were still open; with none open the plan
     * is final. Answering every question and asking again ends after a few rounds.
     */
    @Override
    public Draft draft(SchemaSnapshot snapshot, Findings findings) {
        DraftBuilder draft = new DraftBuilder(declared, snapshot, findings, policy);
        for (Table table : declared.tables()) {
            new TablePlanner(draft, table).plan();
        }
        for (Table table : declared.tables()) {
            new ConstraintPlanner(draft, table).plan();
        }
        return draft.build();
    }

    /** Whether rows are kept as declared: the same partitioning and primary key. */
    static boolean hasDeclaredLayout(Table table, ObservedTable observed) {
        return switch (table.layout()) {
                    case PLAIN -> observed.kind() == ObservedTable.Kind.TABLE;
                    case MONTHLY -> observed.isMonthly();
                }
                && observed.primaryKey().equals(table.primaryKey());
    }

    /**
     * A plan with the questions that may still change it.
     *
     * @param open in the order they came up, each once
     */
    public record Draft(Plan plan, Set<Probe> open) {
        public Draft {
            open = new LinkedHashSet<>(open);
        }
    }
}
