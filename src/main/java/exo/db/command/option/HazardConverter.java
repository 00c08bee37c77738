package exo.db.command.option;

import exo.db.schema.Hazard;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a hazard, such as {@code mass-drop}. */
public final class HazardConverter implements ITypeConverter<Hazard> {
    @Override
    public Hazard convert(String text) {
        return Arrays.stream(Hazard.values())
                .filter(hazard -> hazard.id().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no hazard: there is "
                        + String.join(
                                ", ",
                                Arrays.stream(Hazard.values()).map(Hazard::id).toList())));
    }
}
