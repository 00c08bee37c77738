package exo.db.command;

import exo.db.maintenance.TaskName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a maintenance task, such as {@code default-check}. */
final class TaskNameConverter implements ITypeConverter<TaskName> {
    @Override
    public TaskName convert(String text) {
        return TaskName.of(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no task: use " + String.join(", ", TaskName.words())));
    }
}
