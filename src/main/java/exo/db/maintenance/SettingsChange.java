package exo.db.maintenance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings that get another value, in the order of their declaration. */
public record SettingsChange(Map<SettingName, Values> changes) {
    public SettingsChange {
        SortedMap<SettingName, Values> sorted = new TreeMap<>(changes);
        changes = Collections.unmodifiableSortedMap(sorted);
    }

    /** A value before and after. */
    public record Values(long before, long after) {}

    /** Whether everything is as wanted already. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** A setting that changes. */
    public Values of(SettingName setting) {
        Values values = changes.get(setting);
        if (values == null) {
            throw new IllegalArgumentException(setting.word() + " does not change");
        }
        return values;
    }

    /** The settings whose smaller value may cost rows; consent is asked for them. */
    public List<SettingName> losingRows() {
        List<SettingName> losing = new ArrayList<>();
        changes.forEach((setting, values) -> {
            if (setting.losesRowsWhenLowered() && values.after() < values.before()) {
                losing.add(setting);
            }
        });
        return losing;
    }
}
