package exo.db.render;

import java.io.PrintWriter;
import java.util.List;

/** Where a rendering writes its lines for people. */
public final class TextOutput {
    private final PrintWriter writer;
    private final Paint paint;
    private final Width width;

    TextOutput(PrintWriter writer, Terminal.Manners manners) {
        this.writer = writer;
        this.paint = manners.paint();
        this.width = manners.width();
    }

    Paint paint() {
        return paint;
    }

    Width width() {
        return width;
    }

    /** A line of words, in as many as it takes. */
    void line(String text) {
        width.broken(text).forEach(writer::println);
    }

    /** A line that is read by a program, or copied into one. */
    void verbatim(String text) {
        writer.println(text);
    }

    /** A line that ends as RFC 4180 says, on every platform. */
    void csv(String line) {
        writer.print(line + "\r\n");
    }

    void table(TextTable table) {
        List<List<String>> rows = table.rows(width);
        rows.getFirst().forEach(head -> verbatim(paint.strong(head)));
        rows.stream().skip(1).flatMap(List::stream).forEach(this::verbatim);
    }
}
