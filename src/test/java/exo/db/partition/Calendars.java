package exo.db.partition;

import exo.db.schema.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Clocks and the spans of partitions as they may be found, the odd ones above all. */
final class Calendars {
    /** The least that a bound can be moved by. */
    private static final Duration TICK = Duration.ofNanos(1_000);

    private static final int LONGEST_ROW_OF_SPANS = 14;

    private Calendars() {}

    /** Whole months, and what people make by hand. */
    private enum Cut {
        MONTH,
        QUARTER,
        YEAR,
        DAYS,
        HOURS
    }

    /** A piece of the time line, with a partition or without. */
    private record Piece(Cut cut, int size, boolean covered) {
        Instant after(Instant from) {
            YearMonth month = MonthRange.monthOf(from);
            return switch (cut) {
                case MONTH -> start(month.plusMonths(1));
                case QUARTER -> start(month.plusMonths(3));
                case YEAR -> start(month.plusMonths(12));
                case DAYS -> from.plus(Duration.ofDays(size));
                case HOURS -> from.plus(Duration.ofHours(size));
            };
        }
    }

    /** Any time, often within a tick of the end of a month, of a leap day, or of a change of summer time. */
    static Arbitrary<Instant> clocks() {
        Arbitrary<Instant> edges = Arbitraries.of(
                        "2024-02-29T00:00:00Z",
                        "2028-03-01T00:00:00Z",
                        "2100-03-01T00:00:00Z",
                        "2026-01-01T00:00:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-03-08T05:30:00Z",
                        "2026-11-01T04:30:00Z",
                        "1999-12-31T22:00:00Z",
                        "2000-02-29T12:00:00Z")
                .map(Instant::parse);
        Arbitrary<Instant> ends = Arbitraries.integers()
                .between(-40 * 12, 100 * 12)
                .map(month -> start(YearMonth.of(2026, 1).plusMonths(month)));
        Arbitrary<Instant> any = Arbitraries.longs()
                .between(0, Instant.parse("2120-01-01T00:00:00Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
        return Combinators.combine(
                        Arbitraries.oneOf(edges, ends, any),
                        Arbitraries.integers().between(-1, 1))
                .as((instant, ticks) -> instant.plus(TICK.multipliedBy(ticks)));
    }

    /** Spans side by side with gaps between them, from years before the clock to some months after it. */
    static Arbitrary<List<MonthRange>> spans(Instant clock) {
        Arbitrary<Piece> pieces = Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.just(Cut.MONTH)), Tuple.of(4, Arbitraries.of(Cut.class))),
                        Arbitraries.integers().between(1, 70),
                        Arbitraries.integers().between(0, 4).map(one -> one > 0))
                .as(Piece::new);
        Arbitrary<Integer> months = Arbitraries.integers().between(-30, 4);
        return Combinators.combine(months, pieces.list().ofMaxSize(LONGEST_ROW_OF_SPANS))
                .as((month, row) -> laid(start(MonthRange.monthOf(clock).plusMonths(month)), row));
    }

    private static List<MonthRange> laid(Instant from, List<Piece> row) {
        List<MonthRange> spans = new ArrayList<>();
        Instant begin = from;
        for (Piece piece : row) {
            Instant end = piece.after(begin);
            if (piece.covered()) {
                spans.add(new MonthRange(begin, end));
            }
            begin = end;
        }
        return spans;
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
