package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The check that no row of a plain table is of some coming month or later: what spares attaching the table as a
 * partition the look at every row.
 *
 * <p>It is held against new rows as well. So the month is never near, and the check of an adoption that nobody went on
 * with is taken away before the month comes. Its name tells the month. Plain loops where a boot without work comes by.
 */
public final class AdoptionProof {
    private static final String PREFIX = "exo_adopt_before_";

    /** Time for the indexes and checks of a very large table, and for somebody to run a killed adoption again. */
    private static final Duration AHEAD = Duration.ofDays(7);

    /** The daemon, which looks every hour, has so long to take the check away; a week-end is no reason to lose rows. */
    private static final Duration LEAST = Duration.ofDays(3);

    private AdoptionProof() {}

    /** Whether the check is one of an adoption that was given up, and its month is near. */
    public static boolean isAbandoned(ObservedCheck check, Instant now) {
        Optional<YearMonth> month = month(check.name());
        return month.isPresent() && !isFarEnough(month.get(), now, LEAST);
    }

    /** The check for that month. */
    static Check of(YearMonth month) {
        return new Check(
                name(month),
                String.format(
                        Locale.ROOT,
                        "(created_at < '%04d-%02d-01 00:00:00+00'::timestamp with time zone)",
                        month.getYear(),
                        month.getMonthValue()));
    }

    /**
     * The month that an interrupted adoption chose, as long as it is not near; else the first one that is far enough.
     */
    static YearMonth choose(Collection<ObservedCheck> checks, Instant now) {
        return checks.stream()
                .flatMap(check -> month(check.name()).stream())
                .filter(month -> isFarEnough(month, now, LEAST))
                .max(Comparator.naturalOrder())
                .orElseGet(() -> MonthRange.monthOf(now.plus(AHEAD)).plusMonths(1));
    }

    /** Whether the check is one of an adoption, of whatever month. */
    static boolean isOne(ObservedCheck check) {
        return month(check.name()).isPresent();
    }

    static String name(YearMonth month) {
        return String.format(Locale.ROOT, "%s%04d_%02d", PREFIX, month.getYear(), month.getMonthValue());
    }

    private static boolean isFarEnough(YearMonth month, Instant now, Duration time) {
        return !MonthRange.of(month).from().isBefore(now.plus(time));
    }

    private static Optional<YearMonth> month(String check) {
        if (!check.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(YearMonth.parse(check.substring(PREFIX.length()).replace('_', '-')));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
