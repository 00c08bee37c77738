package exo.db.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects steps, what is pending, and the questions that came up on the way. */
final class DraftBuilder {
    private final SchemaSnapshot snapshot;
    private final Findings findings;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Set<Probe> open = new LinkedHashSet<>();
    private final Set<String> columnsLeftOut = new HashSet<>();

    DraftBuilder(SchemaSnapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    SchemaSnapshot snapshot() {
        return snapshot;
    }

    void add(Step step) {
        steps.add(step);
    }

    void leaveOut(Pending item) {
        pending.add(item);
    }

    /** Leaves out a column, and with it whatever is going to depend on it. */
    void leaveOut(String table, Column column, Pending item) {
        columnsLeftOut.add(table + "." + column.name());
        leaveOut(item);
    }

    boolean isLeftOut(String table, Column column) {
        return columnsLeftOut.contains(table + "." + column.name());
    }

    Probe.Answer ask(Probe probe) {
        if (!findings.answers().containsKey(probe)) {
            open.add(probe);
        }
        return findings.to(probe);
    }

    boolean hasRows(QualifiedName table) {
        return ask(new Probe.HasRows(table)).count() > 0;
    }

    /** Stages in order; within a stage the order of adding, which has parents before the tables that refer to them. */
    SchemaPlanner.Draft build() {
        return new SchemaPlanner.Draft(new Plan(steps, pending).inStageOrder(), open);
    }
}
