package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Every setting and who set it.
 *
 * @param unknown variables that look like settings and are none, with what may have been meant
 */
public record ConfigRendering(List<Line> lines, Map<String, String> unknown) implements Rendering {
    public ConfigRendering {
        lines = List.copyOf(lines);
        unknown = Map.copyOf(unknown);
    }

    /**
     * One setting.
     *
     * @param value for everybody's eyes
     * @param origin the option, the variable, the file, or {@code built in}
     */
    public record Line(String key, String variable, String value, String origin) {}

    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("SETTING", "VALUE", "FROM", "VARIABLE");
        lines.forEach(line -> table.row(line.key(), line.value(), line.origin(), line.variable()));
        out.table(table);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("settings");
        for (Line line : lines) {
            json.writeObjectFieldStart(line.key());
            json.writeStringField("value", line.value());
            json.writeStringField("origin", line.origin());
            json.writeStringField("variable", line.variable());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("unknown_variables");
        for (String name : unknown.keySet().stream().sorted().toList()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
