package exo.db.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects steps, what is pending, and the questions that came up on the way. */
final class DraftBuilder {
    private final DeclaredSchema declared;
    private final SchemaSnapshot snapshot;
    private final Findings findings;
    private final PlannerPolicy policy;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Set<Probe> open = new LinkedHashSet<>();
    private final Set<String> columnsLeftOut = new HashSet<>();
    private @Nullable Set<String> takenNames;

    DraftBuilder(DeclaredSchema declared, SchemaSnapshot snapshot, Findings findings, PlannerPolicy policy) {
        this.declared = declared;
        this.snapshot = snapshot;
        this.findings = findings;
        this.policy = policy;
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

    /** What depends on the column waits for the next run: its rows cannot be asked while they have another type. */
    void settleFirst(String table, Column column) {
        columnsLeftOut.add(table + "." + column.name());
    }

    boolean allows(Hazard hazard) {
        return policy.allowed().contains(hazard);
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

    /** Whether something else than an index of its table bears that name; asked of all declared names at once. */
    boolean isNameTaken(String index) {
        Set<String> taken = takenNames;
        if (taken == null) {
            taken = Set.copyOf(ask(namesOfIndexes()).examples());
            takenNames = taken;
        }
        return taken.contains(index);
    }

    private Probe namesOfIndexes() {
        Map<String, String> names = new HashMap<>();
        for (Table table : declared.tables()) {
            for (Index each : table.indexes()) {
                names.put(each.name(), table.name());
                names.put(IndexNames.beside(each.name()), table.name());
            }
        }
        QualifiedName somewhere =
                snapshot.qualified(declared.tables().getFirst().name());
        return new Probe.NamesTaken(somewhere, names);
    }

    /** The table's size on disk where that is too much to write anew in one go; 0 where it is not, or holds no row. */
    long bytesBeyondRewrite(QualifiedName table) {
        if (!hasRows(table)) {
            return 0;
        }
        long bytes = ask(new Probe.Size(table)).count();
        return bytes > policy.largestRewrite() ? bytes : 0;
    }

    /** Stages in order; within a stage the order of adding, which has parents before the tables that refer to them. */
    SchemaPlanner.Draft build() {
        return new SchemaPlanner.Draft(new Plan(steps, pending).inStageOrder(), open);
    }
}
