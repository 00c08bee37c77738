package exo.db.partition;

import exo.db.model.Clocks;
import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Referrer;
import exo.db.partition.PartitionSnapshot.Stay;
import exo.db.partition.PartitionSnapshot.Trash;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One monthly table as it might be seen, built up case by case. */
final class PartitionFixture {
    static final String MONTH_OF_MAY = "2026-05-17T08:00:00Z";

    private static final QualifiedName PARENT = new QualifiedName("exo", "session_events");

    private PartitionFixture() {}

    static Instant instant(String text) {
        return Instant.parse(text);
    }

    static ObservedLeaf month(String month) {
        YearMonth parsed = YearMonth.parse(month);
        return leaf("session_events_" + month.replace('-', '_'), MonthRange.of(parsed), State.ATTACHED);
    }

    static ObservedLeaf leaf(String name, String from, String to) {
        return leaf(name, new MonthRange(instant(from), instant(to)), State.ATTACHED);
    }

    static ObservedLeaf leaf(String name, MonthRange range, State state) {
        return new ObservedLeaf(PARENT.sibling(name), Optional.of(range), state);
    }

    static ObservedLeaf unreadable(String name) {
        return new ObservedLeaf(PARENT.sibling(name), Optional.empty(), State.ATTACHED);
    }

    /** A table without partitions; both clocks agree, no run is on record, the trash is ready. */
    static Seen seen(String now) {
        return new Seen(
                new Clocks(instant(now), instant(now), Optional.empty()),
                new MonthlyTable(PARENT, List.of(), Set.of(), Map.of(), Map.of(), List.of()),
                new Trash(Trash.Access.READY, "exo"),
                List.of());
    }

    /** A sighting; every method gives another one. */
    record Seen(Clocks clocks, MonthlyTable table, Trash trash, List<Detached> detached) {
        Plan plan(long premakeMonths, Purpose purpose) {
            return PartitionPlanner.plan(snapshot(), new PartitionPolicy(premakeMonths, 7), purpose);
        }

        PartitionSnapshot snapshot() {
            return new PartitionSnapshot(clocks, List.of(table), trash, detached);
        }

        Seen with(ObservedLeaf... more) {
            List<ObservedLeaf> leaves = new ArrayList<>(table.leaves());
            leaves.addAll(List.of(more));
            return of(new MonthlyTable(
                    PARENT, leaves, table.taken(), table.defaultRows(), table.weights(), table.expired()));
        }

        Seen withDefault() {
            return with(new ObservedLeaf(PARENT.sibling("session_events_default"), Optional.empty(), State.DEFAULT));
        }

        Seen withTaken(String name) {
            return of(new MonthlyTable(
                    PARENT, table.leaves(), Set.of(name), table.defaultRows(), table.weights(), table.expired()));
        }

        Seen withMaking(MakingFacts making) {
            return of(new MonthlyTable(
                    PARENT,
                    table.leaves(),
                    table.taken(),
                    table.defaultRows(),
                    table.weights(),
                    table.expired(),
                    making));
        }

        Seen withDefaultRows(String month, long rows) {
            return of(new MonthlyTable(
                    PARENT,
                    table.leaves(),
                    table.taken(),
                    Map.of(YearMonth.parse(month), rows),
                    table.weights(),
                    table.expired()));
        }

        /** An expired month that holds so many rows. */
        Seen withExpired(String month, long rows) {
            return with(month(month)).expiring(month, Optional.empty()).withRows(name(month), rows);
        }

        /** An expired month that somebody's foreign key points to. */
        Seen withReferred(String month) {
            Seen plain = withExpired(month, 1);
            List<Expired> expired = new ArrayList<>(plain.table.expired());
            expired.replaceAll(found -> found.referredToBy(List.of(new Referrer("notes", "to_event"))));
            return of(new MonthlyTable(
                    PARENT, plain.table.leaves(), table.taken(), table.defaultRows(), plain.table.weights(), expired));
        }

        Seen withPinned(String month, Stay.Reason reason) {
            return with(month(month)).expiring(month, Optional.of(new Stay(reason, Optional.empty())));
        }

        Seen withRows(String partition, long rows) {
            return weighing(partition, new Weight(Optional.of(rows), 256_000_000L));
        }

        /** A partition that was never analysed. */
        Seen withBytes(String partition, long bytes) {
            return weighing(partition, new Weight(Optional.empty(), bytes));
        }

        Seen withTrash(Trash.Access access) {
            return new Seen(clocks, table, new Trash(access, "exo"), detached);
        }

        /** A partition of June 2025 in the trash. */
        Seen withDetached(long id, Instant dropAfter) {
            List<Detached> all = new ArrayList<>(detached);
            all.add(new Detached(
                    id,
                    "session_events",
                    "session_events_2025_06",
                    "session_events_2025_06_" + id,
                    MonthRange.of(YearMonth.parse("2025-06")),
                    dropAfter,
                    0,
                    Optional.empty()));
            return new Seen(clocks, table, trash, all);
        }

        Seen withMachineAhead(Duration ahead) {
            Clocks apart = new Clocks(clocks.database(), clocks.database().plus(ahead), clocks.lastRun());
            return new Seen(apart, table, trash, detached);
        }

        Seen withLastRun(Instant start) {
            return new Seen(
                    new Clocks(clocks.database(), clocks.machine(), Optional.of(start)), table, trash, detached);
        }

        private Seen expiring(String month, Optional<Stay> stay) {
            List<Expired> expired = new ArrayList<>(table.expired());
            expired.add(
                    new Expired(PARENT.sibling(name(month)), MonthRange.of(YearMonth.parse(month)), stay, List.of()));
            return of(new MonthlyTable(
                    PARENT, table.leaves(), table.taken(), table.defaultRows(), table.weights(), expired));
        }

        private Seen weighing(String partition, Weight weight) {
            Map<QualifiedName, Weight> weights = new HashMap<>(table.weights());
            weights.put(PARENT.sibling(partition), weight);
            return of(new MonthlyTable(
                    PARENT, table.leaves(), table.taken(), table.defaultRows(), weights, table.expired()));
        }

        private Seen of(MonthlyTable other) {
            return new Seen(clocks, other, trash, detached);
        }

        private static String name(String month) {
            return "session_events_" + month.replace('-', '_');
        }
    }
}
