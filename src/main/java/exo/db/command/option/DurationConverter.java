package exo.db.command.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h} and {@code 7d}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Quantity quantity = Quantity.read(text).orElseThrow(() -> malformed(text));
        long amount = quantity.amount();
        return switch (quantity.unit()) {
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
