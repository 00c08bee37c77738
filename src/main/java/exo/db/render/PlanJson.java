package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import exo.db.schema.ChangeText;
import exo.db.schema.Drift;
import exo.db.schema.Foresight;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.Refusal;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.io.IOException;
import java.util.List;

/** A plan for programs. */
final class PlanJson {
    private PlanJson() {}

    static void write(JsonGenerator json, Foresight foresight, String schema) throws IOException {
        Plan plan = foresight.plan();
        json.writeStartObject();
        json.writeStringField("schema", schema);
        json.writeArrayFieldStart("plan");
        for (Step step : plan.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        PendingJson.write(json, plan.pending());
        refusals(json, foresight.refusals());
        drift(json, foresight.drift());
        totals(json, PlanTotals.of(plan));
        json.writeEndObject();
    }

    /** Writes the field {@code refusals}. */
    static void refusals(JsonGenerator json, List<Refusal> refusals) throws IOException {
        PendingJson.write(
                json,
                "refusals",
                refusals.stream()
                        .map(refusal -> new Pending(refusal.id(), refusal.what(), refusal.next()))
                        .toList());
    }

    /** Writes the field {@code drift}. */
    static void drift(JsonGenerator json, List<Drift> items) throws IOException {
        json.writeArrayFieldStart("drift");
        for (Drift item : items) {
            json.writeStartObject();
            json.writeStringField("id", item.id());
            json.writeStringField("kind", word(item.kind()));
            json.writeStringField("what", item.what());
            json.writeStringField("next", item.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void step(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("step", step.stage().id());
        json.writeStringField("change", ChangeText.of(step.change()));
        locks(json, step);
        json.writeStringField("transaction", word(step.scope()));
        json.writeStringField("work", word(step.cost().work()));
        json.writeNumberField("estimated_rows", step.cost().rows());
        json.writeArrayFieldStart("hazards");
        for (Hazard hazard : step.hazards()) {
            json.writeString(hazard.id());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sql");
        for (String statement : PlanSql.statements(step)) {
            json.writeString(statement);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void locks(JsonGenerator json, Step step) throws IOException {
        json.writeArrayFieldStart("locks");
        for (TableLock lock : step.locks()) {
            json.writeStartObject();
            json.writeStringField("table", lock.table().toString());
            json.writeStringField("mode", lock.mode().sql());
            json.writeBooleanField("blocks_writers", lock.mode().blocksWriters());
            json.writeBooleanField("brief", PlanTotals.isBrief(step));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void totals(JsonGenerator json, PlanTotals totals) throws IOException {
        json.writeObjectFieldStart("totals");
        json.writeNumberField("steps", totals.steps());
        json.writeNumberField("steps_on_tables_in_use", totals.inUse());
        json.writeNumberField("steps_writers_wait_for", totals.writersWait());
        json.writeNumberField("rows_scanned", totals.scannedRows());
        json.writeNumberField("rows_rewritten", totals.rewrittenRows());
        json.writeNumberField("rows_in_batches", totals.batchedRows());
        json.writeNumberField("pending", totals.leftOut());
        json.writeEndObject();
    }

    private static String word(Enum<?> value) {
        return Word.of(value);
    }
}
