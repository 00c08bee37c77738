package exo.db.command.option;

import exo.db.render.LogForm;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the form of a log, such as {@code ecs}. */
public final class LogFormConverter implements ITypeConverter<LogForm> {
    @Override
    public LogForm convert(String text) {
        return Arrays.stream(LogForm.values())
                .filter(form -> form.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no form of a log: use text or ecs"));
    }
}
