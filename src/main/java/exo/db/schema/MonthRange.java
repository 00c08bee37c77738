package exo.db.schema;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A span of time that a partition covers: from its lower bound to just before its upper bound. */
public record MonthRange(Instant from, Instant to) {
    public MonthRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a range ends after it begins");
        }
    }

    /** The whole month in UTC, whatever the zone of this machine, the session or the server. */
    public static MonthRange of(YearMonth month) {
        return new MonthRange(startOf(month), startOf(month.plusMonths(1)));
    }

    /** The month in UTC that holds the instant. */
    public static YearMonth monthOf(Instant instant) {
        return YearMonth.from(instant.atOffset(ZoneOffset.UTC));
    }

    /** An end of a range as people write it: the day that begins there, and anything else in full. */
    public static String day(Instant end) {
        return end.equals(end.truncatedTo(ChronoUnit.DAYS))
                ? end.atOffset(ZoneOffset.UTC).toLocalDate().toString()
                : end.toString();
    }

    /** Whether the two share an instant. */
    public boolean overlaps(MonthRange other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    /** Whether every instant of the other is in this one. */
    public boolean covers(MonthRange other) {
        return !from.isAfter(other.from) && !to.isBefore(other.to);
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
