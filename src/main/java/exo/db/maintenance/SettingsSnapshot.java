package exo.db.maintenance;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The settings as the database has them.
 *
 * @param values every setting
 * @param updatedAt when one of them was last set
 */
public record SettingsSnapshot(Map<SettingName, Long> values, Instant updatedAt) {
    public SettingsSnapshot {
        values = Map.copyOf(values);
    }

    /** The value of a setting. */
    public long value(SettingName setting) {
        Long value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException("every setting is read");
        }
        return value;
    }

    /** What setting these values would change; a value that is there already changes nothing. */
    public SettingsChange change(Map<SettingName, Long> wanted) {
        Map<SettingName, SettingsChange.Values> changes = new EnumMap<>(SettingName.class);
        wanted.forEach((setting, value) -> {
            if (value != value(setting)) {
                changes.put(setting, new SettingsChange.Values(value(setting), value));
            }
        });
        return new SettingsChange(changes);
    }
}
