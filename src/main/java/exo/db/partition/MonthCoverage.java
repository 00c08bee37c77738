package exo.db.partition;

import exo.db.schema.MonthRange;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds months against the bounds of partitions. Plain loops only: it is part of the path of a boot without work. */
final class MonthCoverage {
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

    /** The name of a month's partition. */
    static String partitionName(String parent, YearMonth month) {
        return String.format(Locale.ROOT, "%s_%04d_%02d", parent, month.getYear(), month.getMonthValue());
    }

    /** The name of the partition for all that no month covers. */
    static String defaultName(String parent) {
        return parent + "_default";
    }
}
