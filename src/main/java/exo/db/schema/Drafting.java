package exo.db.schema;

/** A planner that has questions about rows: it is asked again with their answers until none is open. */
@FunctionalInterface
public interface Drafting {
    /** The plan as far as the findings allow, and the questions that were still open. */
    SchemaPlanner.Draft draft(SchemaSnapshot snapshot, Findings findings);
}
