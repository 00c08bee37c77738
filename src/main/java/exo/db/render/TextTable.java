package exo.db.render;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows in aligned columns, the last one ragged.
 *
 * <p>Where it is wider than what shows it, it loses the column without a head, which is a picture of another; then
 * cells of several words take several lines; and where that does not suffice, each row becomes a block: its first cell,
 * and below it the others with their heads. Names are never broken, so that they can be copied.
 */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... heads) {
        rows.add(List.of(heads));
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(OneLine.escaped(text(cell)));
        }
        rows.add(row);
    }

    /** Of a moment nobody reads more than the second; JSON has all of it. */
    private static String text(Object cell) {
        return cell instanceof Instant moment
                ? moment.truncatedTo(ChronoUnit.SECONDS).toString()
                : String.valueOf(cell);
    }

    /** A cell with a number for each name. */
    static String counts(Map<String, Long> numbers) {
        return numbers.entrySet().stream()
                .map(number -> number.getKey() + ": " + number.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * The lines of each row, those of the heads first; these are none where each row is a block with heads of its own.
     */
    List<List<String>> rows(Width width) {
        List<Integer> all = IntStream.range(0, rows.getFirst().size()).boxed().toList();
        List<Integer> shown = width.fits(total(natural(all)))
                ? all
                : all.stream()
                        .filter(column -> !rows.getFirst().get(column).isEmpty())
                        .toList();
        int[] widths = narrowed(shown, width);
        return width.fits(total(widths))
                ? rows.stream().map(row -> lines(row, shown, widths)).toList()
                : blocks(shown, width);
    }

    private int[] natural(List<Integer> columns) {
        return columns.stream()
                .mapToInt(column -> rows.stream()
                        .mapToInt(row -> Width.taken(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static int total(int[] widths) {
        return IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    }

    /** The widest gives way first, but no further than its longest word. */
    private int[] narrowed(List<Integer> columns, Width width) {
        int[] widths = natural(columns);
        int[] least = columns.stream().mapToInt(this::longestWord).toArray();
        for (int lacking = width.lacking(total(widths)); lacking > 0; lacking--) {
            int widest = -1;
            for (int place = 0; place < widths.length; place++) {
                if (widths[place] > least[place] && (widest < 0 || widths[place] > widths[widest])) {
                    widest = place;
                }
            }
            if (widest < 0) {
                return widths;
            }
            widths[widest]--;
        }
        return widths;
    }

    private int longestWord(int column) {
        return rows.stream()
                .flatMap(row -> Width.pieces(row.get(column)).stream())
                .mapToInt(piece -> Width.taken(piece.stripTrailing()))
                .max()
                .orElse(0);
    }

    private static List<String> lines(List<String> row, List<Integer> columns, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        for (int place = 0; place < widths.length; place++) {
            cells.add(Width.broken(row.get(columns.get(place)), widths[place]));
        }
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, height)
                .mapToObj(line -> line(cells, line, widths))
                .toList();
    }

    private static String line(List<List<String>> cells, int number, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int place = 0; place < widths.length; place++) {
            List<String> cell = cells.get(place);
            String text = number < cell.size() ? cell.get(number) : "";
            line.append(text)
                    .append(" ".repeat(widths[place] - Width.taken(text)))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private List<List<String>> blocks(List<Integer> columns, Width width) {
        int first = columns.getFirst();
        List<List<String>> blocks = new ArrayList<>();
        blocks.add(List.of(rows.getFirst().get(first)));
        for (List<String> row : rows.subList(1, rows.size())) {
            List<String> block = new ArrayList<>(width.broken(row.get(first)));
            List<String> others = columns.stream()
                    .skip(1)
                    .filter(column -> !row.get(column).isEmpty())
                    .map(column -> rows.getFirst().get(column).toLowerCase(Locale.ROOT) + ": " + row.get(column))
                    .toList();
            block.addAll(width.filled(GAP, others));
            blocks.add(block);
        }
        return blocks;
    }
}
