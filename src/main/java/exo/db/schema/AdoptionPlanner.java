package exo.db.schema;

import exo.db.schema.Adoption.Renaming;
import exo.db.schema.Change.IndexBuild;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans how a plain table becomes the first partition of the monthly table that is declared: everything that takes its
 * time beside those who write, and then one step that only moves definitions.
 *
 * <p>Nothing is remembered between runs: a run that was killed has left some of the preparations, which the next one
 * finds. With an obstacle in the way the last step is left out, and the obstacle is pending.
 */
public final class AdoptionPlanner implements Drafting {
    /** What {@code migrate} says of every such table. */
    private static final String PLAIN_TABLE = "partition.plain-table";

    private static final Stage STAGE = Stage.PARTITION_PARENTS;

    private final Table table;
    private final AdoptionFacts facts;

    /** @param table as declared */
    public AdoptionPlanner(Table table, AdoptionFacts facts) {
        this.table = table;
        this.facts = facts;
    }

    @Override
    public SchemaPlanner.Draft draft(SchemaSnapshot snapshot, Findings findings) {
        ObservedTable observed = snapshot.table(table.name()).orElseThrow();
        QualifiedName name = snapshot.qualified(table.name());
        YearMonth until = AdoptionProof.choose(observed.checks(), facts.now());
        Table prepared = prepared(observed, until);
        DraftBuilder draft =
                new DraftBuilder(new DeclaredSchema(0, List.of(prepared)), snapshot, findings, PlannerPolicy.USUAL);

        SchemaPlanner.Draft migration =
                new SchemaPlanner(new DeclaredSchema(0, List.of(table))).draft(snapshot, findings);
        leaveToMigrate(draft, name, migration.plan());
        new AdoptionObstacles(draft, table, name, facts).report(observed);
        prepare(draft, name, observed, prepared);

        SchemaPlanner.Draft drafted = draft.build();
        Set<Probe> open = new LinkedHashSet<>(migration.open());
        open.addAll(drafted.open());
        return new SchemaPlanner.Draft(withLastStep(drafted.plan(), name, observed, until), open);
    }

    /** The last partition's first month that is not its own: from there on months follow. */
    public static Optional<YearMonth> until(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step.change() instanceof Change.AdoptTable)
                .map(step -> ((Change.AdoptTable) step.change()).adoption().until())
                .findFirst();
    }

    /** The table as it has to be by the last step. */
    private Table prepared(ObservedTable observed, YearMonth until) {
        List<Index> indexes = hasDeclaredKey(observed) ? List.of() : List.of(Adoption.keyIndex(table));
        return new Table(
                table.name(),
                Table.Layout.PLAIN,
                table.owner(),
                table.columns(),
                observed.primaryKey(),
                indexes,
                List.of(),
                List.of(AdoptionProof.of(until)));
    }

    private boolean hasDeclaredKey(ObservedTable observed) {
        return observed.primaryKey().equals(table.primaryKey());
    }

    private void leaveToMigrate(DraftBuilder draft, QualifiedName name, Plan migration) {
        if (!migration.isEmpty()) {
            draft.leaveOut(new Pending(
                    "partition.migrate-first",
                    name + " is not as declared in other respects: "
                            + ChangeText.of(migration.steps().getFirst().change())
                            + (migration.steps().size() == 1
                                    ? ""
                                    : ", and " + (migration.steps().size() - 1) + " more"),
                    "run exo-db-cli migrate, then the same command again"));
        }
        migration.pending().stream()
                .filter(item -> !item.id().equals(PLAIN_TABLE))
                .forEach(draft::leaveOut);
    }

    /** Cheap things first; the proof last, since it holds for new rows too. */
    private void prepare(DraftBuilder draft, QualifiedName name, ObservedTable observed, Table prepared) {
        ColumnTerms terms = new ColumnTerms(draft, name, STAGE);
        for (Column column : table.columns()) {
            boolean allowsNulls = observed.column(column.name())
                    .filter(found -> found.nullability() == Nullability.NULLABLE)
                    .isPresent();
            if (column.nullability() == Nullability.NOT_NULL && allowsNulls) {
                terms.setNullability(column, observed);
            }
        }
        prepared.indexes().forEach(index -> buildKey(draft, name, observed, index));
        String wanted = prepared.checks().getFirst().name();
        for (ObservedCheck check : observed.checks()) {
            if (AdoptionProof.isOne(check) && !check.name().equals(wanted)) {
                draft.add(
                        Step.locking(STAGE, new Change.DropProof(name, check.name()), name, LockMode.ACCESS_EXCLUSIVE));
            }
        }
        new CheckPlanner(draft, prepared, name).plan(observed);
    }

    /** Only one of its own, which is not the means of a constraint, can become the key. */
    private static void buildKey(DraftBuilder draft, QualifiedName name, ObservedTable observed, Index index) {
        ObservedIndex found = observed.indexes().stream()
                .filter(candidate -> candidate.name().equals(index.name()))
                .findFirst()
                .orElse(null);
        if (found != null && found.valid() && Equivalence.sameIndex(index, found)) {
            return;
        }
        if (found != null) {
            if (!found.valid() && RunningBuilds.areReported(draft, name)) {
                return;
            }
            Change drop = found.valid()
                    ? new Change.DropIndex(name.sibling(found.name()), IndexBuild.CONCURRENT)
                    : new Change.DropLeftover(name, found.name(), IndexBuild.CONCURRENT);
            draft.add(Step.outside(STAGE, drop, name, LockMode.SHARE_UPDATE_EXCLUSIVE));
        }
        Change build = new Change.CreateIndex(name, index, IndexBuild.CONCURRENT);
        draft.add(Step.outside(STAGE, build, name, LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(observed.estimatedRows())));
    }

    private Plan withLastStep(Plan plan, QualifiedName name, ObservedTable observed, YearMonth until) {
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(new Step(STAGE, step.change(), step.scope(), step.locks(), step.hazards(), step.cost()));
        }
        if (plan.pending().isEmpty()) {
            Change last = new Change.AdoptTable(adoption(name, observed, until));
            steps.add(Step.locking(STAGE, last, name, LockMode.ACCESS_EXCLUSIVE));
        }
        return new Plan(steps, plan.pending());
    }

    private Adoption adoption(QualifiedName name, ObservedTable observed, YearMonth until) {
        List<String> needed = new ArrayList<>();
        for (Index index : table.indexes()) {
            needed.add(Equivalence.indexLike(index, observed).orElseThrow().name());
        }
        Adoption.Key key = new Adoption.Key.Kept(facts.primaryKey());
        if (!hasDeclaredKey(observed)) {
            String index = Adoption.keyIndex(table).name();
            needed.add(index);
            key = new Adoption.Key.Replaced(facts.primaryKey(), index);
        }
        return new Adoption(
                name,
                parent(observed),
                Adoption.leaf(name),
                until,
                key,
                renamedIndexes(observed),
                renamedChecks(observed),
                needed);
    }

    private List<Renaming> renamedIndexes(ObservedTable observed) {
        List<String> declared = table.indexes().stream().map(Index::name).toList();
        return observed.indexes().stream()
                .map(ObservedIndex::name)
                .filter(declared::contains)
                .map(index -> new Renaming(index, IndexNames.legacy(index)))
                .toList();
    }

    private List<Renaming> renamedChecks(ObservedTable observed) {
        List<Renaming> renamed = new ArrayList<>();
        for (Check check : table.checks()) {
            String found = Equivalence.checkLike(check, observed).orElseThrow().name();
            if (!found.equals(check.name())) {
                renamed.add(new Renaming(found, check.name()));
            }
        }
        return renamed;
    }

    private Table parent(ObservedTable observed) {
        List<Check> checks = table.checks().stream()
                .map(check -> new Check(
                        check.name(),
                        Equivalence.checkLike(check, observed).orElseThrow().expression()))
                .toList();
        return new Table(
                table.name(),
                table.layout(),
                table.owner(),
                table.columns(),
                table.primaryKey(),
                table.indexes(),
                table.foreignKeys(),
                checks);
    }
}
