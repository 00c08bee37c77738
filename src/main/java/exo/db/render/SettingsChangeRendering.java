package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.SettingsChange;
import java.io.IOException;
import java.util.Map;

/** Settings before and after. */
public record SettingsChangeRendering(SettingsChange change) implements Rendering {
    @Override
    public void text(TextOutput out) {
        if (change.isEmpty()) {
            out.line("nothing to do: every setting has that value already");
            return;
        }
        TextTable table = new TextTable("SETTING", "BEFORE", "AFTER");
        change.changes().forEach((setting, values) -> table.row(setting.word(), values.before(), values.after()));
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("changes");
        for (Map.Entry<SettingName, SettingsChange.Values> entry :
                change.changes().entrySet()) {
            json.writeStartObject();
            json.writeStringField("setting", entry.getKey().word());
            json.writeNumberField("before", entry.getValue().before());
            json.writeNumberField("after", entry.getValue().after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
