package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.engine.PendingJson;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import java.io.IOException;
import java.util.List;

/**
 * Something that is told on the way to a result: the words, which are the same in every form, and what a machine is
 * told beside them.
 *
 * @param next what the operator can do about it; may be empty
 * @param items what was left, each with what to do about it: lines of their own for people
 * @param fields by their names in the Elastic Common Schema; what that has no name for begins with exo
 */
record Notice(LogLevel level, String message, String next, List<Pending> items, JsonText.Body fields) {
    private static final JsonText.Body NONE = json -> {};

    Notice {
        items = List.copyOf(items);
    }

    static Notice of(LogLevel level, String message) {
        return new Notice(level, message, "", List.of(), NONE);
    }

    static Notice warning(String message, String next) {
        return new Notice(LogLevel.WARN, message, next, List.of(), NONE);
    }

    static Notice of(ExoException failure) {
        return new Notice(LogLevel.ERROR, failure.what(), failure.next(), List.of(), json -> {
            json.writeStringField("error.code", failure.id());
            json.writeStringField("error.message", failure.why());
            json.writeNumberField("process.exit_code", failure.exitStatus().code());
            json.writeFieldName("exo.failure");
            FailureJson.write(json, failure);
        });
    }

    /** The same with what a machine is told. */
    Notice with(JsonText.Body told) {
        return new Notice(level, message, next, items, told);
    }

    /** Writes all that a machine is told beside the words. */
    void writeFields(JsonGenerator json) throws IOException {
        fields.write(json);
        if (!next.isEmpty()) {
            json.writeStringField("exo.next", next);
        }
        if (!items.isEmpty()) {
            PendingJson.write(json, "exo.pending", items);
        }
    }
}
