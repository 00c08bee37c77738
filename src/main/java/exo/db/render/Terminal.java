package exo.db.render;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The three streams of the process and what can be expected of them.
 *
 * @param input standard input, unbuffered, so that a key that is read from it is nowhere else
 * @param outManners what standard output can show
 * @param errManners what standard error can show
 * @param question asks the person at the terminal and returns the answer; null where nobody can be asked
 */
public record Terminal(
        InputStream input,
        PrintWriter out,
        PrintWriter err,
        Manners outManners,
        Manners errManners,
        @Nullable Question question) {
    /** Whether a stream shows colours. */
    public enum Colour {
        PLAIN,
        COLOURED
    }

    /** Whether what was written can be taken back. */
    public enum Lines {
        /** As in a file: every line stays. */
        STAY,
        REPLACEABLE
    }

    /** What a stream can show. */
    public record Manners(Colour colour, Lines lines, Width width) {
        /** Those of a stream that nobody looks at directly. */
        public static final Manners NONE = new Manners(Colour.PLAIN, Lines.STAY, Width.ANY);

        /** What it is painted with. */
        Paint paint() {
            Supplier<Paint> coloured = AnsiPaint::new;
            return colour == Colour.COLOURED ? coloured.get() : Paint.NONE;
        }
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
        return new Terminal(input, out, err, Manners.NONE, Manners.NONE, null);
    }
}
