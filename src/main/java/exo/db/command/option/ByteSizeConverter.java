package exo.db.command.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 512KiB}, {@code 8MiB}, {@code 1GiB} and, without a unit, bytes. */
public final class ByteSizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        Quantity quantity = Quantity.read(text).orElseThrow(() -> malformed(text));
        long amount = quantity.amount();
        return switch (quantity.unit()) {
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
