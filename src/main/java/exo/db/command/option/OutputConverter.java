package exo.db.command.option;

import exo.db.render.Output;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the form of output, such as {@code json}. */
public final class OutputConverter implements ITypeConverter<Output> {
    @Override
    public Output convert(String text) {
        return Arrays.stream(Output.values())
                .filter(output -> output.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is no form of output: use table or json"));
    }
}
