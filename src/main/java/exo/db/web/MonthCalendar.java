package exo.db.web;

import exo.db.failure.Word;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Table;
import exo.db.render.ByteCount;
import exo.db.schema.MonthRange;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The partitions of one table as a calendar: a line for each year, a cell for each month, what is large stands out. */
final class MonthCalendar {
    private static final int MONTHS = 12;

    /** A partition adopted from an older release begins with time itself: its years are not drawn one by one. */
    private static final int MOST_YEARS = 12;

    private final Table table;
    private final Instant now;
    private final long largest;

    MonthCalendar(Table table, Instant now) {
        this.table = table;
        this.now = now;
        this.largest = Math.max(
                1, table.partitions().stream().mapToLong(Partition::bytes).max().orElse(1));
    }

    void write(Html html) {
        html.raw("<table class=\"calendar\"><thead><tr><th scope=\"col\">UTC</th>");
        for (int month = 1; month <= MONTHS; month++) {
            html.raw("<th scope=\"col\">")
                    .text(YearMonth.of(MOST_YEARS, month).getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                    .raw("</th>");
        }
        html.raw("</tr></thead>\n<tbody>");
        for (int year : years()) {
            html.raw("<tr><th scope=\"row\">").text(year).raw("</th>");
            for (int month = 1; month <= MONTHS; month++) {
                cell(html, YearMonth.of(year, month));
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n");
    }

    private List<Integer> years() {
        int current = MonthRange.monthOf(now).getYear();
        int first = current;
        int last = current;
        for (Partition partition : table.partitions()) {
            Optional<MonthRange> range = partition.range().filter(MonthCalendar::isDrawable);
            if (range.isPresent()) {
                first = Math.min(first, MonthRange.monthOf(range.get().from()).getYear());
                last = Math.max(
                        last,
                        MonthRange.monthOf(range.get().to().minusMillis(1)).getYear());
            }
        }
        List<Integer> years = new ArrayList<>();
        for (int year = Math.max(first, last - MOST_YEARS); year <= last; year++) {
            years.add(year);
        }
        return years;
    }

    private static boolean isDrawable(MonthRange range) {
        return range.from().isAfter(Instant.EPOCH)
                && range.to().isBefore(MonthRange.of(YearMonth.of(9999, 1)).from());
    }

    private void cell(Html html, YearMonth month) {
        MonthRange range = MonthRange.of(month);
        Optional<Partition> found = table.partitions().stream()
                .filter(partition -> partition.range().filter(range::overlaps).isPresent())
                .findFirst();
        if (found.isEmpty()) {
            boolean isWanted = !range.to().isBefore(now) && month.equals(MonthRange.monthOf(now));
            html.raw(isWanted ? "<td class=\"gap\">none</td>" : "<td></td>");
            return;
        }
        Partition partition = found.get();
        String state = Word.of(partition.standing());
        long share = partition.bytes() * 100 / largest;
        html.raw("<td class=\"" + state + "\" title=\"")
                .text(title(partition))
                .raw("\"><i style=\"height:" + share + "%\"></i><b>")
                .text(ByteCount.shortly(partition.bytes()))
                .raw("</b></td>");
    }

    private static String title(Partition partition) {
        String rows =
                partition.rows().map(number -> "about " + number + " rows").orElse("rows not counted yet");
        String note = partition.note().isEmpty() ? "" : "; " + partition.note();
        return partition.name().name() + ": " + Word.of(partition.standing()) + ", " + rows + ", "
                + ByteCount.of(partition.bytes()) + note;
    }
}
