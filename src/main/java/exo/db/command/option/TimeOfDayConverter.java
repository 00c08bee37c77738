package exo.db.command.option;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of the day, such as {@code 00:10}. */
public final class TimeOfDayConverter implements ITypeConverter<LocalTime> {
    private static final Pattern FORM = Pattern.compile("\\d\\d:\\d\\d");

    @Override
    public LocalTime convert(String text) {
        if (FORM.matcher(text).matches()) {
            try {
                return LocalTime.parse(text);
            } catch (DateTimeException e) {
                throw malformed(text);
            }
        }
        throw malformed(text);
    }

    private static TypeConversionException malformed(String text) {
        return new TypeConversionException("'" + text + "' is no time of the day: write for example 00:10");
    }
}
