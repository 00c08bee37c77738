package exo.db.command.option;

import java.util.Optional;

/** A whole number and the unit that is written right behind it, as in {@code 30s} and {@code 8MiB}. */
record Quantity(long amount, String unit) {
    /** More digits than any sensible quantity has, few enough not to overflow. */
    private static final int MOST_DIGITS = 9;

    /** Nothing where the text does not begin with a number, or with one that is too long. */
    static Optional<Quantity> read(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        return digits == 0 || digits > MOST_DIGITS
                ? Optional.empty()
                : Optional.of(new Quantity(Long.parseLong(text.substring(0, digits)), text.substring(digits)));
    }
}
