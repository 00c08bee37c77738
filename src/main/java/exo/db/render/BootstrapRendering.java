package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.failure.Word;
import exo.db.keyring.BootstrapReport;
import java.io.IOException;

/** A keyring that was made, or found and opened. */
public record BootstrapRendering(BootstrapReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        String key =
                "key " + report.kid() + ", opened by the root key with the fingerprint " + report.rootFingerprint();
        switch (report.outcome()) {
            case CREATED -> {
                out.line("keyring created: " + key);
                out.line("keep the root key apart from the database's backups: without it nothing sealed can be read");
            }
            case OPENED -> out.line("keyring is in order: " + key);
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", Word.of(report.outcome()));
        json.writeStringField("kid", report.kid());
        json.writeStringField("root_key_fingerprint", report.rootFingerprint());
        json.writeEndObject();
    }
}
