package exo.db.engine;

import exo.db.schema.MonthRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reads {@code FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00')} as a session in UTC prints it.
 */
final class PartitionBound {
    private static final String FROM = "FROM (";
    private static final String TO = "TO (";

    private PartitionBound() {}

    /**
     * The range, which ends at {@link Instant#MIN} or {@link Instant#MAX} where it is open; nothing for a default
     * partition and for a bound that is not of one column of {@code timestamptz}.
     */
    static Optional<MonthRange> parse(String bound) {
        Optional<Instant> from = instantAfter(bound, FROM);
        Optional<Instant> to = instantAfter(bound, TO);
        if (from.isEmpty() || to.isEmpty() || !from.get().isBefore(to.get())) {
            return Optional.empty();
        }
        return Optional.of(new MonthRange(from.get(), to.get()));
    }

    private static Optional<Instant> instantAfter(String bound, String word) {
        int start = bound.indexOf(word);
        int end = bound.indexOf(')', start + 1);
        if (start < 0 || end < 0) {
            return Optional.empty();
        }
        String text = bound.substring(start + word.length(), end);
        return switch (text) {
            case "MINVALUE", "'-infinity'" -> Optional.of(Instant.MIN);
            case "MAXVALUE", "'infinity'" -> Optional.of(Instant.MAX);
            default -> instant(text);
        };
    }

    private static Optional<Instant> instant(String quoted) {
        try {
            return Optional.of(
                    Instant.parse(quoted.replace("'", "").replace(' ', 'T').replace("+00", "Z")));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
