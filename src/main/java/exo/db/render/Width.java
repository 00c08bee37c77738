package exo.db.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns a stream shows, and how text is broken for it.
 *
 * <p>Lines are broken at blanks only, so that every name stays in one piece to be copied; a command stays whole too,
 * since a part of it that is pasted would run.
 */
public final class Width {
    /** No end is known: whatever reads the stream gets each line whole. */
    public static final Width ANY = new Width(OptionalInt.empty());

    /** Narrower than this, a window is taken for one that does not know its size; broken lines would help nobody. */
    private static final int LEAST = 20;

    /** Colours, which take no place. */
    private static final Pattern PAINT = Pattern.compile("\u001b\\[[0-9;]*m");

    /** A line's beginning up to where its sentence starts: labels and identifiers are told apart by two blanks. */
    private static final Pattern LABELS = Pattern.compile("^ *(?:\\S+(?: \\S+)* {2,})+");

    private static final Pattern WORD = Pattern.compile("^ *\\S+ *|\\S+ *");

    private static final String COMMAND = "exo-db-cli";

    /** What follows is the sentence around it again. */
    private static final Pattern COMMAND_END = Pattern.compile("[;:,)]$");

    private final OptionalInt columns;

    private Width(OptionalInt columns) {
        this.columns = columns;
    }

    /** That of a terminal, as it is told by whoever knows; anything that is no sensible number means {@link #ANY}. */
    public static Width of(String told) {
        Optional<Integer> number =
                Optional.of(told).filter(text -> text.matches("[0-9]{1,4}")).map(Integer::valueOf);
        return number.filter(columns -> columns >= LEAST)
                .map(columns -> new Width(OptionalInt.of(columns)))
                .orElse(ANY);
    }

    /** Whether so many columns can be seen. */
    boolean fits(int wanted) {
        return columns.isEmpty() || wanted <= columns.getAsInt();
    }

    /** How many columns are lacking for so many. */
    int lacking(int wanted) {
        return columns.isEmpty() ? 0 : Math.max(0, wanted - columns.getAsInt());
    }

    /** The columns that a text takes on a terminal. */
    static int taken(String text) {
        return text.isEmpty()
                ? 0
                : PAINT.matcher(text)
                        .replaceAll("")
                        .codePoints()
                        .map(Width::taken)
                        .sum();
    }

    private static int taken(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    /** The scripts whose characters terminals show twice as wide, and pictures. */
    private static boolean isWide(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> character >= 0x1F300 && character <= 0x1FAFF;
        };
    }

    /** The line as it is shown, what follows of it below where its sentence starts. */
    List<String> broken(String line) {
        return columns.isEmpty() || fits(taken(line))
                ? List.of(line)
                : broken(line, columns.getAsInt(), hanging(PAINT.matcher(line).replaceAll("")));
    }

    private int hanging(String line) {
        int leading = line.length() - line.stripLeading().length();
        Matcher labels = LABELS.matcher(line);
        // A label that fills half of the line leaves its sentence no room.
        return labels.find() && fits(2 * labels.end()) ? labels.end() : leading + 2;
    }

    /** Lines with as many of the items as there is room for, each line after an indent. */
    List<String> filled(String indent, List<String> items) {
        List<String> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder(indent);
        for (String item : items) {
            if (current.length() > indent.length() && !fits(taken(current + item))) {
                lines.add(current.toString().stripTrailing());
                current = new StringBuilder(indent);
            }
            current.append(item).append("  ");
        }
        if (!items.isEmpty()) {
            lines.add(current.toString().stripTrailing());
        }
        return lines;
    }

    /** The text in lines of at most so many columns, but for what must not be broken. */
    static List<String> broken(String text, int columns) {
        return broken(text, columns, 0);
    }

    private static List<String> broken(String line, int columns, int hanging) {
        List<String> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String piece : pieces(line)) {
            boolean isBegun = taken(current.toString()) > hanging;
            if (isBegun && taken(current + piece.stripTrailing()) > columns) {
                lines.add(current.toString().stripTrailing());
                current = new StringBuilder(" ".repeat(hanging));
            }
            current.append(piece);
        }
        lines.add(current.toString().stripTrailing());
        return lines;
    }

    /** What must not be broken, each piece with the blanks around it. */
    static List<String> pieces(String line) {
        List<String> pieces = new ArrayList<>();
        boolean inCommand = false;
        for (MatchResult found : WORD.matcher(line).results().toList()) {
            String word = found.group();
            pieces.add(inCommand ? pieces.removeLast() + word : word);
            String bare = PAINT.matcher(word).replaceAll("").strip();
            inCommand = (inCommand || bare.equals(COMMAND))
                    && !COMMAND_END.matcher(bare).find();
        }
        return pieces;
    }
}
