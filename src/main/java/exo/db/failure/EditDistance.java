package exo.db.failure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * How many slips make one text of another: a character more, one less, another one, or two neighbours swapped (the
 * optimal string alignment distance).
 */
public final class EditDistance {
    private EditDistance() {}

    /** Zero for equal texts, never more than the length of the longer. */
    public static int between(String one, String other) {
        int[][] slips = new int[one.length() + 1][other.length() + 1];
        for (int row = 0; row <= one.length(); row++) {
            for (int column = 0; column <= other.length(); column++) {
                slips[row][column] = row == 0 || column == 0 ? row + column : least(slips, row, column, one, other);
            }
        }
        return slips[one.length()][other.length()];
    }

    /**
     * What somebody may have meant who typed the word: the candidate with the fewest slips, of a third of its letters
     * at most.
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> between(word, candidate) <= word.length() / 3)
                .min(Comparator.comparingInt(candidate -> between(word, candidate)));
    }

    private static int least(int[][] slips, int row, int column, String one, String other) {
        int replaced = slips[row - 1][column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(slips[row - 1][column], slips[row][column - 1]));
        boolean swapped = row > 1
                && column > 1
                && one.charAt(row - 1) == other.charAt(column - 2)
                && one.charAt(row - 2) == other.charAt(column - 1);
        return swapped ? Math.min(least, 1 + slips[row - 2][column - 2]) : least;
    }
}
