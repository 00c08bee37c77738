package exo.db.command.option;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment: a day such as {@code 2026-03-01}, which begins in UTC, or {@code 2026-03-01T12:00:00Z}. */
public final class MomentConverter implements ITypeConverter<Instant> {
    private static final int DAY_LENGTH = "2026-03-01".length();

    @Override
    public Instant convert(String text) {
        try {
            return text.length() == DAY_LENGTH
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no moment: write for example 2026-03-01 or 2026-03-01T12:00:00Z");
        }
    }
}
