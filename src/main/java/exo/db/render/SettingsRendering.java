package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.SettingsSnapshot;
import java.io.IOException;

/** The settings that the database keeps. */
public record SettingsRendering(SettingsSnapshot settings) implements Rendering {
    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("SETTING", "VALUE", "RANGE");
        for (SettingName setting : SettingName.values()) {
            table.row(setting.word(), settings.value(setting), setting.least() + " to " + setting.most());
        }
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("settings");
        for (SettingName setting : SettingName.values()) {
            json.writeNumberField(setting.word(), settings.value(setting));
        }
        json.writeEndObject();
        json.writeStringField("updated_at", settings.updatedAt().toString());
        json.writeEndObject();
    }
}
