package exo.db.command;

import exo.db.command.option.WrongUsage;
import exo.db.maintenance.SettingName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads assignments such as {@code premake_months=12}; everything that is wrong with them is told at once. */
final class SettingAssignments {
    /** More digits than any range has, few enough not to overflow. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private final Map<SettingName, Long> values = new EnumMap<>(SettingName.class);
    private final List<String> problems = new ArrayList<>();

    private SettingAssignments() {}

    /** @throws WrongUsage where a name is unknown or given twice, or a value is no number or out of range */
    static Map<SettingName, Long> parse(List<String> assignments) {
        SettingAssignments read = new SettingAssignments();
        assignments.forEach(read::add);
        if (!read.problems.isEmpty()) {
            throw new WrongUsage(
                    "settings.invalid",
                    "the settings cannot be set",
                    String.join("; ", read.problems),
                    "see exo-db-cli settings set --help");
        }
        return read.values;
    }

    private void add(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            problems.add("'" + assignment + "' is not of the form NAME=VALUE");
            return;
        }
        String name = assignment.substring(0, equals);
        Optional<SettingName> setting = SettingName.of(name);
        if (setting.isEmpty()) {
            problems.add("there is no setting '" + name + "', only " + String.join(", ", SettingName.words()));
            return;
        }
        add(setting.get(), assignment.substring(equals + 1));
    }

    private void add(SettingName setting, String text) {
        boolean inRange = NUMBER.matcher(text).matches() && setting.allows(Long.parseLong(text));
        if (!inRange) {
            problems.add(setting.word() + " is a whole number from " + setting.least() + " to " + setting.most()
                    + ", not '" + text + "'");
        } else if (values.put(setting, Long.parseLong(text)) != null) {
            problems.add(setting.word() + " is given twice");
        }
    }
}
