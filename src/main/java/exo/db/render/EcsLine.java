package exo.db.render;

import exo.db.engine.JsonText;
import java.time.Instant;

/**
 * One line of a log as the Elastic Common Schema names its fields. Not by a library: those there are write what passes
 * through a logger, and what an operator is to read does not.
 */
public final class EcsLine {
    /** The release of the schema in which every field below is as it is meant here. */
    private static final String VERSION = "8.17.0";

    private EcsLine() {}

    /**
     * The line, without its end.
     *
     * @param logger who tells it
     * @param fields further ones, with their full names
     */
    public static String of(Instant time, LogLevel level, String logger, String message, JsonText.Body fields) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeStringField("@timestamp", time.toString());
            json.writeStringField("log.level", level.toString());
            json.writeStringField("message", message);
            json.writeStringField("ecs.version", VERSION);
            json.writeStringField("service.name", "exo-db-cli");
            json.writeStringField("log.logger", logger);
            fields.write(json);
            json.writeEndObject();
        });
    }
}
