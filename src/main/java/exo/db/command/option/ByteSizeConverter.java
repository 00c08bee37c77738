package exo.db.command.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 512KiB}, {@code 8MiB}, {@code 1GiB} and, without a unit, bytes. */
public final class ByteSizeConverter implements ITypeConverter<Long> {
    /** More digits than any sensible size has, few enough not to overflow. */
    private static final int MOST_DIGITS = 9;

    @Override
    public Long convert(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            throw malformed(text);
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "", "B" -> amount;
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            default -> throw malformed(text);
        };
    }

    private static TypeConversionException malformed(String text) {
        return new TypeConversionException("'" + text + "' is no size: write for example 512KiB, 8MiB or 1GiB");
    }
}
