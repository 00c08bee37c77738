package exo.db.dsn;

import java.util.OptionalInt;

/** Whole numbers as libpq takes them: blanks around, one sign, leading zeros; no unit and no fraction. */
final class WholeNumber {
    private WholeNumber() {}

    static OptionalInt parse(String text) {
        String digits = Space.strip(text);
        if (!isNumber(digits)) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(digits));
        } catch (NumberFormatException tooLarge) {
            return OptionalInt.empty();
        }
    }

    /** {@code Integer.parseInt} would take digits of other scripts too. */
    private static boolean isNumber(String digits) {
        int first = digits.startsWith("+") || digits.startsWith("-") ? 1 : 0;
        return digits.length() > first
                && digits.chars().skip(first).allMatch(character -> character >= '0' && character <= '9');
    }
}
