package exo.db.partition;

import exo.db.schema.MonthRange;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Holds months against the bounds of partitions. Plain loops only: it is part of the path of a boot without work. */
final class MonthCoverage {
    /** Somebody who took as many names of one month has to be asked. */
    private static final int OTHER_NAMES = 9;

    private MonthCoverage() {}

    /** How much of a month the partitions cover. */
    enum Coverage {
        NONE,
        PARTIAL,
        WHOLE
    }

    /** The current month in UTC and as many after it. */
    static List<YearMonth> wanted(Instant now, long monthsAhead) {
        YearMonth current = MonthRange.monthOf(now);
        List<YearMonth> months = new ArrayList<>();
        for (long ahead = 0; ahead <= monthsAhead; ahead++) {
            months.add(current.plusMonths(ahead));
        }
        return months;
    }

    /** How much of the month lies within the bounds, be it in one of them or in several side by side. */
    static Coverage of(YearMonth month, List<MonthRange> bounds) {
        MonthRange range = MonthRange.of(month);
        Instant coveredTo = range.from();
        boolean touched = false;
        boolean further = true;
        while (further) {
            further = false;
            for (MonthRange bound : bounds) {
                touched |= bound.overlaps(range);
                if (!bound.from().isAfter(coveredTo) && bound.to().isAfter(coveredTo)) {
                    coveredTo = bound.to();
                    further = true;
                }
            }
        }
        if (!coveredTo.isBefore(range.to())) {
            return Coverage.WHOLE;
        }
        return touched ? Coverage.PARTIAL : Coverage.NONE;
    }

    /** The parts of the month that no partition covers, in order; the month itself where none covers any of it. */
    static List<MonthRange> gaps(YearMonth month, List<MonthRange> bounds) {
        MonthRange whole = MonthRange.of(month);
        List<MonthRange> covering = new ArrayList<>();
        for (MonthRange bound : bounds) {
            if (bound.overlaps(whole)) {
                covering.add(bound);
            }
        }
        covering.sort(Comparator.comparing(MonthRange::from));
        List<MonthRange> gaps = new ArrayList<>();
        Instant coveredTo = whole.from();
        for (MonthRange bound : covering) {
            if (bound.from().isAfter(coveredTo)) {
                gaps.add(new MonthRange(coveredTo, bound.from()));
            }
            coveredTo = bound.to().isAfter(coveredTo) ? bound.to() : coveredTo;
        }
        if (coveredTo.isBefore(whole.to())) {
            gaps.add(new MonthRange(coveredTo, whole.to()));
        }
        return gaps;
    }

    /** What a partition may be called, the best first. */
    static List<String> names(String best) {
        List<String> names = new ArrayList<>();
        names.add(best);
        for (int number = 1; number <= OTHER_NAMES; number++) {
            names.add(best + "_" + number);
        }
        return names;
    }

    /** The name of a month's partition. */
    static String partitionName(String parent, YearMonth month) {
        return String.format(Locale.ROOT, "%s_%04d_%02d", parent, month.getYear(), month.getMonthValue());
    }

    /** The name of the partition for all that no month covers. */
    static String defaultName(String parent) {
        return parent + "_default";
    }
}
