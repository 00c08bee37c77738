package exo.db.command.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h} and {@code 7d}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    /** More digits than any sensible duration has, few enough not to overflow. */
    private static final int MOST_DIGITS = 9;

    @Override
    public Duration convert(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            throw malformed(text);
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw malformed(text);
        };
    }

    private static TypeConversionException malformed(String text) {
        return new TypeConversionException(
                "'" + text + "' is no duration: write for example 500ms, 30s, 10m, 2h or 7d");
    }
}
