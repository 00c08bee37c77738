package exo.db.render;

import java.io.PrintWriter;
import java.util.List;

/** Where a rendering writes its lines for people. */
public final class TextOutput {
    private final PrintWriter writer;
    private final Paint paint;

    TextOutput(PrintWriter writer, Paint paint) {
        this.writer = writer;
        this.paint = paint;
    }

    Paint paint() {
        return paint;
    }

    void line(String text) {
        writer.println(text);
    }

    /** A line that ends as RFC 4180 says, on every platform. */
    void csv(String line) {
        writer.print(line + "\r\n");
    }

    void table(TextTable table) {
        List<String> lines = table.lines();
        line(paint.strong(lines.getFirst()));
        lines.subList(1, lines.size()).forEach(this::line);
    }
}
