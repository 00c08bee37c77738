package exo.db.partition;

import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.partition.MonthCoverage.Coverage;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds the partitions of a table against what they should be. */
final class PartitionJudge {
    /** So long somebody has to mend whatever keeps months from being made. */
    private static final int MONTHS_OF_HEADROOM = 3;

    /** The first few of many say what all are about. */
    private static final int MOST_NAMED = 3;

    private static final String MIGRATE = "run exo-db-cli migrate";
    private static final String ENSURE = "run exo-db-cli partitions ensure";

    private final MonthlyTable table;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    PartitionJudge(MonthlyTable table, Instant now) {
        this.table = table;
        this.now = now;
    }

    /** A flaw of a leaf that its bound does not show. */
    record Flaw(Kind kind, String leaf, String index) {
        enum Kind {
            INDEX_MISSING,
            INDEX_INVALID,
            NEVER_ANALYSED
        }
    }

    List<Finding> judge(long defaultRows, List<Flaw> flaws) {
        headroom();
        months();
        bounds();
        defaultPartition(defaultRows);
        Map<String, List<Flaw>> kinds = flaws.stream()
                .collect(Collectors.groupingBy(
                        flaw -> flaw.kind() + flaw.index(), LinkedHashMap::new, Collectors.toList()));
        kinds.values().forEach(this::flawed);
        return findings;
    }

    private void headroom() {
        List<YearMonth> wanted = MonthCoverage.wanted(now, MONTHS_OF_HEADROOM);
        int covered = 0;
        while (covered < wanted.size() && isWhole(wanted.get(covered))) {
            covered++;
        }
        if (covered < wanted.size()) {
            add(
                    "partition.headroom",
                    covered < 2 ? Severity.CRITICAL : Severity.WARNING,
                    table.name() + " has months until "
                            + MonthRange.of(wanted.get(covered)).from() + " only",
                    ENSURE);
        }
    }

    /** Those between the first bound and the last; what is still to come is the headroom's. */
    private void months() {
        List<MonthRange> bounds = table.bounds().stream()
                .filter(bound ->
                        !bound.from().equals(Instant.MIN) && !bound.to().equals(Instant.MAX))
                .toList();
        List<String> missing = new ArrayList<>();
        List<String> partial = new ArrayList<>();
        bounds.stream().map(MonthRange::from).min(Instant::compareTo).ifPresent(first -> {
            Instant last =
                    bounds.stream().map(MonthRange::to).max(Instant::compareTo).orElseThrow();
            for (YearMonth month = MonthRange.monthOf(first);
                    MonthRange.of(month).from().isBefore(last);
                    month = month.plusMonths(1)) {
                Coverage coverage = MonthCoverage.of(month, table.bounds());
                if (coverage == Coverage.NONE) {
                    missing.add(month.toString());
                } else if (coverage == Coverage.PARTIAL) {
                    partial.add(month.toString());
                }
            }
        });
        if (!missing.isEmpty()) {
            add(
                    "partition.gap",
                    Severity.WARNING,
                    "months of " + table.name() + " without a partition, between others: " + named(missing),
                    ENSURE + " where they are to come; rows of past ones go to the default partition");
        }
        if (!partial.isEmpty()) {
            add(
                    "partition.overlap",
                    Severity.WARNING,
                    "months of " + table.name() + " that a partition covers a part of: " + named(partial),
                    ENSURE + ", which makes partitions for the rest of those that are to come");
        }
    }

    private void bounds() {
        for (ObservedLeaf leaf : table.leaves()) {
            if (leaf.state() == State.DETACH_PENDING) {
                add(
                        "partition.detach-pending",
                        Severity.CRITICAL,
                        "the detach of " + leaf.name() + " was interrupted: rows of its months are refused",
                        ENSURE + ", which finishes it");
            } else if (leaf.state() == State.ATTACHED && leaf.bound().isEmpty()) {
                add(
                        "partition.bound",
                        Severity.CRITICAL,
                        "the bound of " + leaf.name() + " is no range of time, so no months are made beside it",
                        "see it with \\d+ " + table.name() + " in psql, and detach it or give it such a bound");
            } else if (leaf.bound().filter(bound -> !isOfMonths(bound)).isPresent()) {
                MonthRange bound = leaf.bound().get();
                add(
                        "partition.bound",
                        Severity.WARNING,
                        leaf.name() + " covers " + bound.from() + " to " + bound.to()
                                + ", which are not both the beginning of a month in UTC",
                        "nothing: months are made around it; it is dropped when all it covers has expired");
            }
        }
    }

    private void defaultPartition(long rows) {
        if (table.defaultPartition().isEmpty()) {
            add(
                    "partition.no-default",
                    Severity.WARNING,
                    table.name() + " has no default partition: a row that no month covers is refused",
                    ENSURE);
        } else if (rows > 0) {
            add(
                    "partition.default-rows",
                    Severity.CRITICAL,
                    rows + (rows == 1 ? " row lies" : " rows lie") + " in the default partition of " + table.name()
                            + ", since no month covers them",
                    "run exo-db-cli partitions adopt-default");
        }
    }

    private void flawed(List<Flaw> alike) {
        Flaw first = alike.getFirst();
        String leaves = named(alike.stream().map(Flaw::leaf).toList());
        switch (first.kind()) {
            case INDEX_MISSING ->
                add(
                        "partition.index-missing",
                        Severity.WARNING,
                        "partitions of " + table.name() + " without their part of index " + first.index() + ": "
                                + leaves,
                        MIGRATE);
            case INDEX_INVALID ->
                add(
                        "partition.index-invalid",
                        Severity.WARNING,
                        "partitions of " + table.name() + " whose part of index " + first.index() + " is not valid: "
                                + leaves,
                        MIGRATE);
            case NEVER_ANALYSED ->
                add(
                        "partition.never-analysed",
                        Severity.WARNING,
                        "partitions of " + table.name() + " that hold rows and have no statistics: " + leaves,
                        "see that autovacuum is on; or run analyze on them");
        }
    }

    private boolean isWhole(YearMonth month) {
        return MonthCoverage.of(month, table.bounds()) == Coverage.WHOLE;
    }

    private static boolean isOfMonths(MonthRange bound) {
        return isMonthStart(bound.from()) && isMonthStart(bound.to());
    }

    private static boolean isMonthStart(Instant end) {
        return end.equals(Instant.MIN)
                || end.equals(Instant.MAX)
                || MonthRange.of(MonthRange.monthOf(end)).from().equals(end);
    }

    private static String named(List<String> names) {
        String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    private void add(String id, Severity severity, String what, String next) {
        findings.add(new Finding(id, severity, what, next));
    }
}
