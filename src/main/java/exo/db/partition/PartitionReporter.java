package exo.db.partition;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.partition.MonthCoverage.Coverage;
import exo.db.partition.PartitionReport.Deployment;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Pin;
import exo.db.partition.PartitionReport.Standing;
import exo.db.partition.PartitionReport.Trashed;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Stay;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Turns what was seen into a report, and looks up how much each partition holds. */
final class PartitionReporter {
    private static final Comparator<Partition> BY_TIME = Comparator.comparing((Partition partition) ->
                    partition.range().map(MonthRange::from).orElse(Instant.MAX))
            .thenComparing(Partition::name);

    /** Where the search for an uncovered month ends when the last partition has no upper bound. */
    private static final int YEAR_OF_OPEN_ENDS = 10_000;

    private final Session session;
    private final PartitionSnapshot observed;
    private final RetentionWindows windows;
    private final Map<UUID, Deployment> held;

    PartitionReporter(Session session, PartitionSnapshot observed, RetentionWindows windows) {
        this.session = session;
        this.observed = observed;
        this.windows = windows;
        boolean isAnythingHeld = observed.tables().stream()
                .flatMap(table -> table.expired().stream())
                .flatMap(expired -> expired.stay().stream())
                .anyMatch(stay -> stay.reason() == Stay.Reason.HOLD);
        this.held = isAnythingHeld ? LeafQueries.held(session) : Map.of();
    }

    PartitionReport report(List<Pending> pending) {
        List<Trashed> trash = observed.detached().stream()
                .map(detached -> new Trashed(
                        detached.parent(),
                        detached.name(),
                        new QualifiedName(ExpiryPlanner.TRASH, detached.trashName()),
                        detached.dropAfter(),
                        detached.bytes()))
                .toList();
        return new PartitionReport(
                observed.clocks().database(),
                observed.tables().stream().map(this::table).toList(),
                trash,
                pending);
    }

    private PartitionReport.Table table(MonthlyTable table) {
        Map<QualifiedName, Weight> weights = LeafQueries.weights(session, table.name());
        List<Partition> partitions = new ArrayList<>();
        for (ObservedLeaf leaf : table.leaves()) {
            Weight weight = weights.getOrDefault(leaf.name(), new Weight(Optional.empty(), 0));
            Optional<Expired> expired = table.expired().stream()
                    .filter(candidate -> candidate.partition().equals(leaf.name()))
                    .findFirst();
            Standing standing = standing(leaf, expired);
            Optional<Pin> pin = expired.flatMap(found -> pin(table, found));
            String why = standing == Standing.KEPT
                    ? "within every window until " + day(expiry(table, leaf))
                    : pin.map(PartitionReporter::words).orElse("");
            partitions.add(new Partition(leaf.name(), leaf.bound(), standing, weight.rows(), weight.bytes(), why, pin));
        }
        partitions.sort(BY_TIME);
        long defaultRows = table.defaultPartition()
                .map(leaf -> LeafQueries.rows(session, leaf.name()))
                .orElse(0L);
        return new PartitionReport.Table(table.name(), partitions, coveredUntil(table), defaultRows);
    }

    private Instant coveredUntil(MonthlyTable table) {
        YearMonth month = MonthRange.monthOf(observed.clocks().database());
        while (MonthCoverage.of(month, table.bounds()) == Coverage.WHOLE && month.getYear() < YEAR_OF_OPEN_ENDS) {
            month = month.plusMonths(1);
        }
        return MonthRange.of(month).from();
    }

    private Standing standing(ObservedLeaf leaf, Optional<Expired> expired) {
        if (expired.isPresent()) {
            return expired.get().stay().isPresent() ? Standing.PINNED : Standing.EXPIRED;
        }
        return switch (leaf.state()) {
            case DEFAULT -> Standing.DEFAULT;
            case DETACH_PENDING -> Standing.DETACH_PENDING;
            case ATTACHED -> leaf.bound().map(this::standing).orElse(Standing.UNKNOWN);
        };
    }

    private Standing standing(MonthRange range) {
        Instant now = observed.clocks().database();
        if (range.from().isAfter(now)) {
            return Standing.FUTURE;
        }
        return range.to().isAfter(now) ? Standing.CURRENT : Standing.KEPT;
    }

    /**
     * When a month that stays in any case may go, if nobody's longer window or hold keeps it: by the shortest window.
     */
    private Instant expiry(MonthlyTable table, ObservedLeaf leaf) {
        Duration shortest = Duration.between(windows.latestCutoff(table.name().name()), windows.now());
        return leaf.bound().orElseThrow().to().plus(shortest);
    }

    private Optional<Pin> pin(MonthlyTable table, Expired expired) {
        return expired.stay().map(stay -> switch (stay.reason()) {
            case HOLD -> new Pin(Pin.Reason.HOLD, stay.deployment().map(this::named), Optional.empty());
            case WINDOW ->
                LeafQueries.pinnedUntil(session, table.name(), expired.partition())
                        .orElseGet(() ->
                                new Pin(Pin.Reason.WINDOW, stay.deployment().map(this::named), Optional.empty()));
            case DEFAULT -> {
                Duration window = Duration.ofDays(PartitionQueries.defaultDays(session));
                yield new Pin(
                        Pin.Reason.DEFAULT,
                        Optional.empty(),
                        Optional.of(expired.range().to().plus(window)));
            }
        });
    }

    /** One whose hold was released just now has only its id. */
    private Deployment named(UUID id) {
        return held.getOrDefault(id, new Deployment(id, id.toString()));
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static String words(Pin pin) {
        String whose = pin.deployment()
                .map(deployment -> " of deployment " + deployment.name())
                .orElse("");
        String until = pin.until().map(at -> " until " + day(at)).orElse("");
        return switch (pin.reason()) {
            case HOLD -> "held by a retention hold" + whose + " until it is released";
            case WINDOW -> "kept by the window" + whose + until;
            case DEFAULT -> "kept by the default window, for rows of no deployment," + until;
        };
    }
}
