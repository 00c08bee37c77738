package exo.db.partition;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.model.Clocks;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.schema.Change;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Step;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A monthly table in a database of which only names and bounds are known: what a plan of creation would leave, without
 * a server.
 *
 * @param strangers relations of the schema that are no partitions of it
 */
record Landscape(Instant clock, List<ObservedLeaf> leaves, Set<String> strangers, Map<YearMonth, Long> defaultRows) {
    static final QualifiedName PARENT = new QualifiedName("exo", "session_events");

    Landscape {
        leaves = List.copyOf(leaves);
        strangers = Set.copyOf(strangers);
        defaultRows = Map.copyOf(defaultRows);
    }

    /** As it is read for a plan of creation: names are asked for only where a month lacks its partition. */
    PartitionSnapshot seen(long premakeMonths) {
        Set<String> asked = new HashSet<>(MonthCoverage.names(MonthCoverage.defaultName(PARENT.name())));
        for (YearMonth month : MonthCoverage.wanted(clock, premakeMonths)) {
            if (MonthCoverage.of(month, bounds()) != MonthCoverage.Coverage.WHOLE) {
                asked.addAll(MonthCoverage.names(MonthCoverage.partitionName(PARENT.name(), month)));
            }
        }
        asked.retainAll(names());
        MonthlyTable table = new MonthlyTable(PARENT, leaves, asked, defaultRows, Map.of(), List.of());
        return new PartitionSnapshot(
                new Clocks(clock, clock, Optional.empty()),
                List.of(table),
                new Trash(Trash.Access.READY, "exo"),
                List.of());
    }

    Plan plan(long premakeMonths) {
        return PartitionPlanner.plan(seen(premakeMonths), new PartitionPolicy(premakeMonths, 7), Purpose.ENSURE);
    }

    /** What is there after the plan; fails where the server would refuse a step of it. */
    Landscape after(Plan plan) {
        Landscape later = this;
        for (Step step : plan.steps()) {
            later = later.after(step.change());
        }
        return later;
    }

    private Landscape after(Change change) {
        if (change instanceof Change.CreatePartition create) {
            assertThat(bounds()).noneMatch(create.range()::overlaps);
            return with(new ObservedLeaf(create.partition(), Optional.of(create.range()), State.ATTACHED));
        }
        if (change instanceof Change.CreateDefaultPartition create) {
            assertThat(leaves).noneMatch(leaf -> leaf.state() == State.DEFAULT);
            return with(new ObservedLeaf(create.partition(), Optional.empty(), State.DEFAULT));
        }
        if (change instanceof Change.FinishDetach finish) {
            return without(finish.partition());
        }
        throw new AssertionError("creates nothing: " + change);
    }

    private Landscape with(ObservedLeaf leaf) {
        assertThat(names()).doesNotContain(leaf.name().name());
        List<ObservedLeaf> more = new ArrayList<>(leaves);
        more.add(leaf);
        return new Landscape(clock, more, strangers, defaultRows);
    }

    /** It is a table of its own from then on, and keeps its name. */
    private Landscape without(QualifiedName detached) {
        List<ObservedLeaf> rest = new ArrayList<>(leaves);
        assertThat(rest.removeIf(leaf -> leaf.name().equals(detached) && leaf.state() == State.DETACH_PENDING))
                .isTrue();
        Set<String> more = new HashSet<>(strangers);
        more.add(detached.name());
        return new Landscape(clock, rest, more, defaultRows);
    }

    List<MonthRange> bounds() {
        return leaves.stream()
                .filter(leaf -> leaf.state() == State.ATTACHED)
                .flatMap(leaf -> leaf.bound().stream())
                .toList();
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(strangers);
        leaves.forEach(leaf -> names.add(leaf.name().name()));
        return names;
    }
}
