package exo.db.retention;

import exo.db.retention.RetentionReport.Care;
import exo.db.retention.RetentionReport.LeafWork;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run has done so far and what it leaves; only what is committed is added. */
final class PurgeTally {
    private final Instant now;
    private final List<MonthDrop> dropped = new ArrayList<>();
    private final Map<Place, Purged> purged = new LinkedHashMap<>();
    private final Map<PurgeLeaf, LeafWork> leaves = new LinkedHashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    /** @param now the clock that all cut-offs count from */
    PurgeTally(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    void add(MonthDrops.Outcome months) {
        dropped.addAll(months.dropped());
        pending.addAll(months.left());
    }

    void add(PurgeLeaf leaf, List<Purged> rows, long walBytes, Duration took) {
        long count = rows.stream().mapToLong(Purged::rows).sum();
        if (count > 0) {
            rows.stream()
                    .filter(some -> some.rows() > 0)
                    .forEach(some -> purged.merge(Place.of(some), some, Purged::and));
            add(new LeafWork(leaf.table(), leaf.name().name(), count, walBytes, took, Set.of()), leaf);
        }
    }

    void add(PurgeLeaf leaf, Care care) {
        add(new LeafWork(leaf.table(), leaf.name().name(), 0, 0, Duration.ZERO, Set.of(care)), leaf);
    }

    private void add(LeafWork work, PurgeLeaf leaf) {
        leaves.merge(leaf, work, LeafWork::and);
    }

    void leave(Pending left) {
        pending.add(left);
    }

    /** Whose rows of a leaf went so far, with those that are about to be committed. */
    List<Purged> purgedFrom(PurgeLeaf leaf, List<Purged> more) {
        Map<Place, Purged> all = new LinkedHashMap<>();
        Stream.concat(purged.values().stream().filter(rows -> rows.isFrom(leaf)), more.stream())
                .forEach(rows -> all.merge(Place.of(rows), rows, Purged::and));
        return List.copyOf(all.values());
    }

    /** All rows that were deleted so far. */
    long rows() {
        return leaves.values().stream().mapToLong(LeafWork::rows).sum();
    }

    RetentionReport report() {
        return new RetentionReport(now, List.copyOf(purged.values()), List.copyOf(leaves.values()), dropped, pending);
    }

    private record Place(
            String table, String leaf, @Nullable UUID deployment) {
        static Place of(Purged purged) {
            return new Place(purged.table(), purged.leaf(), purged.deployment());
        }
    }
}
