package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ServerFacts;
import exo.db.engine.PendingJson;
import exo.db.failure.Word;
import exo.db.maintenance.KeyAtHand;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.StatusReport;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Partitions.Monthly;
import exo.db.maintenance.StatusReport.Recordings;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.StatusReport.Schema;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How everything stands, for programs. */
final class StatusJson {
    private StatusJson() {}

    static void write(JsonGenerator json, StatusReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("now", report.now().toString());
        connection(json, report.server());
        schema(json, report.schema(), report.unfinished());
        keyring(json, report.keyring());
        partitions(json, report.partitions());
        json.writeFieldName("retention");
        if (report.retention().isPresent()) {
            retention(json, report.retention().get());
        } else {
            json.writeNull();
        }
        json.writeFieldName("recordings");
        if (report.recordings().isPresent()) {
            recordings(json, report.recordings().get());
        } else {
            json.writeNull();
        }
        runs(json, report);
        PendingJson.write(json, "next", report.next());
        json.writeEndObject();
    }

    private static void connection(JsonGenerator json, ServerFacts server) throws IOException {
        json.writeObjectFieldStart("connection");
        json.writeStringField("version", server.version());
        json.writeStringField("host", server.host());
        json.writeNumberField("port", server.port());
        json.writeStringField("database", server.database());
        json.writeStringField("schema", server.schema());
        json.writeStringField("user", server.user());
        json.writeStringField("role", Word.of(server.recovery()));
        json.writeStringField("access", Word.of(server.access()));
        json.writeEndObject();
    }

    private static void schema(JsonGenerator json, Schema schema, List<UnfinishedStep> unfinished) throws IOException {
        json.writeObjectFieldStart("schema");
        json.writeStringField("state", Word.of(schema.state()));
        json.writeFieldName("version");
        Long version = schema.version();
        if (version == null) {
            json.writeNull();
        } else {
            json.writeNumber(version);
        }
        json.writeNumberField("declared_version", schema.declaredVersion());
        json.writeBooleanField("as_declared", schema.fingerprint() == Schema.Fingerprint.MATCHES);
        json.writeArrayFieldStart("pending");
        for (String item : schema.outlook().pending()) {
            json.writeString(item);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("changes");
        for (String change : schema.outlook().changes()) {
            json.writeString(change);
        }
        json.writeEndArray();
        PlanJson.refusals(json, schema.outlook().refusals());
        PendingJson.write(json, "left_out", schema.outlook().leftOut());
        PlanJson.drift(json, schema.outlook().drift());
        json.writeArrayFieldStart("unfinished_steps");
        for (UnfinishedStep step : unfinished) {
            json.writeStartObject();
            json.writeStringField("step", step.step());
            json.writeStringField("state", Word.of(step.state()));
            json.writeStringField("runner", step.runner());
            json.writeStringField("started_at", step.startedAt().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void keyring(JsonGenerator json, Keyring keyring) throws IOException {
        json.writeObjectFieldStart("keyring");
        json.writeStringField("fit", Word.of(keyring.fit()));
        json.writeStringField(
                "given_fingerprint", keyring.key() instanceof KeyAtHand.Given given ? given.fingerprint() : null);
        json.writeArrayFieldStart("keys");
        for (Keyring.Entry entry : keyring.entries()) {
            json.writeStartObject();
            json.writeStringField("kid", entry.kid());
            json.writeStringField("state", entry.state());
            json.writeStringField("root_key_fingerprint", entry.rootFingerprint());
            json.writeStringField("next_root_key_fingerprint", entry.nextRootFingerprint());
            json.writeStringField("created_at", entry.createdAt().toString());
            json.writeStringField("escrow_verified_at", text(entry.escrowVerifiedAt()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void partitions(JsonGenerator json, StatusReport.Partitions partitions) throws IOException {
        json.writeObjectFieldStart("partitions");
        json.writeArrayFieldStart("tables");
        for (Monthly table : partitions.tables()) {
            json.writeStartObject();
            json.writeStringField("table", table.name());
            json.writeNumberField("months_ahead", table.monthsAhead());
            json.writeNumberField("default_rows", table.defaultRows());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("trashed", partitions.trashed());
        json.writeEndObject();
    }

    private static void retention(JsonGenerator json, Retention retention) throws IOException {
        json.writeStartObject();
        for (SettingName setting : SettingName.values()) {
            json.writeNumberField(setting.word(), retention.settings().value(setting));
        }
        json.writeNumberField("deployments", retention.deployments());
        json.writeNumberField("own_windows", retention.ownWindows());
        json.writeNumberField("holds", retention.holds());
        json.writeEndObject();
    }

    private static void recordings(JsonGenerator json, Recordings recordings) throws IOException {
        json.writeStartObject();
        json.writeNumberField("files", recordings.files());
        json.writeNumberField("bytes", recordings.bytes());
        json.writeBooleanField("exact", recordings.isExact());
        json.writeStringField("checked_at", text(recordings.checkedAt()));
        json.writeEndObject();
    }

    private static void runs(JsonGenerator json, StatusReport report) throws IOException {
        json.writeArrayFieldStart("runs");
        for (Run run : report.runs()) {
            json.writeStartObject();
            json.writeStringField("command", run.command());
            json.writeStringField("trigger", run.trigger());
            json.writeStringField("holder", run.holder());
            json.writeStringField("started_at", run.startedAt().toString());
            json.writeFieldName("ms");
            Duration duration = run.duration();
            if (duration == null) {
                json.writeNull();
            } else {
                json.writeNumber(duration.toMillis());
            }
            json.writeStringField("outcome", run.outcome());
            json.writeStringField("failure", run.failure());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
