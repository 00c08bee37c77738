package exo.db.render;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The three streams of the process and what can be expected of them.
 *
 * @param input standard input, unbuffered, so that a key that is read from it is nowhere else
 * @param question asks the person at the terminal and returns the answer; null where nobody can be asked
 */
public record Terminal(
        InputStream input,
        PrintWriter out,
        PrintWriter err,
        Colour outColour,
        Colour errColour,
        @Nullable Question question) {
    /** Whether a stream shows colours. */
    public enum Colour {
        PLAIN,
        COLOURED
    }

    /** Asks a person. */
    @FunctionalInterface
    public interface Question {
        /** The answer without its line end; empty at the end of input. */
        String ask(String prompt);
    }

    /** Streams that nobody looks at directly. */
    public static Terminal plain(PrintWriter out, PrintWriter err) {
        return plain(InputStream.nullInputStream(), out, err);
    }

    /** As {@link #plain(PrintWriter, PrintWriter)}, with something to read. */
    public static Terminal plain(InputStream input, PrintWriter out, PrintWriter err) {
        return new Terminal(input, out, err, Colour.PLAIN, Colour.PLAIN, null);
    }

    /** What results are painted with. */
    Paint outPaint() {
        return paint(outColour);
    }

    /** What messages are painted with. */
    Paint errPaint() {
        return paint(errColour);
    }

    private static Paint paint(Colour colour) {
        Supplier<Paint> coloured = AnsiPaint::new;
        return colour == Colour.COLOURED ? coloured.get() : Paint.NONE;
    }
}
