package exo.db.partition;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.CatalogReader;
import exo.db.engine.Prober;
import exo.db.schema.Adoption;
import exo.db.schema.AdoptionFacts;
import exo.db.schema.AdoptionPlanner;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plans how a plain table of an older release becomes the monthly table that is declared. Never writes. */
public final class AdoptionService {
    /** What migrate holds too, so that the two do not plan past each other. */
    private static final String LOCK = "schema";

    private final DeclaredSchema declared;
    private final Clock clock;
    private final Timing timing;

    /** @param clock this machine's; only the database's decides anything here */
    public AdoptionService(DeclaredSchema declared, Clock clock, Timing timing) {
        this.declared = declared;
        this.clock = clock;
        this.timing = timing;
    }

    /**
     * The steps that are left; of a table that is partitioned already only the months that it lacks.
     *
     * @throws MonthlyTablesMissing before the first migrate
     * @throws NotAdoptable when something is in the way, all of which it names
     */
    public Plan plan(Session session, Table table) {
        SchemaSnapshot snapshot = CatalogReader.snapshot(session, declared);
        QualifiedName name = snapshot.qualified(table.name());
        ObservedTable observed =
                snapshot.table(table.name()).orElseThrow(() -> new MonthlyTablesMissing(session.schema()));
        Plan plan = switch (observed.kind()) {
            case TABLE -> adoption(session, snapshot, table, name);
            case PARTITIONED, OTHER -> months(session, table, Optional.empty());
        };
        NotAdoptable.refuseWhatIsNotPossible(session, declared, snapshot, table, plan);
        return plan;
    }

    /**
     * Does the work while no migrate and no other adoption does any.
     *
     * @throws exo.db.database.LockHeldElsewhere when one of them is at work for too long
     */
    public <T> T alone(Session session, Duration lockWait, Consumer<String> progress, Supplier<T> work) {
        return AdvisoryLock.holding(session, LOCK, timing, lockWait, progress, work);
    }

    private Plan adoption(Session session, SchemaSnapshot snapshot, Table table, QualifiedName name) {
        AdoptionFacts facts = AdoptionQueries.facts(session, name, table);
        Plan plan = Prober.plan(session, new AdoptionPlanner(table, facts), snapshot);
        if (!plan.pending().isEmpty()) {
            throw NotAdoptable.because(name, plan.pending());
        }
        Optional<ObservedLeaf> leaf = AdoptionPlanner.until(plan)
                .map(until -> new ObservedLeaf(
                        Adoption.leaf(name),
                        Optional.of(
                                new MonthRange(Instant.MIN, MonthRange.of(until).from())),
                        State.ATTACHED));
        return plan.then(withTheTable(months(session, table, leaf)));
    }

    private Plan months(Session session, Table table, Optional<ObservedLeaf> leaf) {
        PartitionReader.View view = PartitionReader.readAdopted(session, table, clock, leaf);
        return PartitionPlanner.plan(view.snapshot(), view.policy(), Purpose.ENSURE);
    }

    /** Months of a table that is not partitioned after all cannot be made: they wait with what they count on. */
    private static Plan withTheTable(Plan months) {
        List<Step> steps = new ArrayList<>();
        for (Step step : months.steps()) {
            steps.add(new Step(
                    Stage.PARTITION_PARENTS, step.change(), step.scope(), step.locks(), step.hazards(), step.cost()));
        }
        return new Plan(steps, months.pending());
    }
}
