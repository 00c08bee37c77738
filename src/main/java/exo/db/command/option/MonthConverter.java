package exo.db.command.option;

import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a month, such as {@code 2026-03}. */
public final class MonthConverter implements ITypeConverter<YearMonth> {
    private static final Pattern FORM = Pattern.compile("\\d{4}-\\d\\d");

    @Override
    public YearMonth convert(String text) {
        if (FORM.matcher(text).matches()) {
            try {
                return YearMonth.parse(text);
            } catch (DateTimeException e) {
                throw malformed(text);
            }
        }
        throw malformed(text);
    }

    private static TypeConversionException malformed(String text) {
        return new TypeConversionException("'" + text + "' is no month: write for example 2026-03");
    }
}
