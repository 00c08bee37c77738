package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.keyring.KeyringReport;
import exo.db.keyring.KeyringReport.Proof;
import exo.db.keyring.KeyringReport.StoredKey;
import exo.db.sealing.ColumnCount;
import exo.db.sealing.ColumnCount.Accuracy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the keyring stands. */
public record KeyringRendering(KeyringReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        switch (report.proof()) {
            case Proof.NoKeyGiven none -> out.line("root key: none given, so the keyring was not opened");
            case Proof.Opens opens -> out.line("root key: " + opens.fingerprint() + " opens the keyring");
            case Proof.Fails fails -> failure(out, fails);
        }
        if (!report.keys().isEmpty()) {
            out.line("escrow:   " + escrow());
            report.comingRootKey()
                    .ifPresent(coming -> out.line("rewrap:   root key " + coming
                            + " opens the keyring as well, until rewrap --finish or --abort"));
            out.line("");
            out.table(keys());
        }
        if (!report.columns().isEmpty()) {
            out.line("");
            out.table(columns());
            if (!report.isExact()) {
                out.line("");
                out.line("large tables are estimated; --exact counts them");
            }
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        proof(json);
        json.writeStringField(
                "next_root_key_fingerprint", report.comingRootKey().orElse(null));
        json.writeStringField(
                "escrow_verified_at", text(report.escrowVerifiedAt().orElse(null)));
        if (report.escrowAge().isPresent()) {
            json.writeNumberField("escrow_age_seconds", report.escrowAge().get().toSeconds());
        } else {
            json.writeNullField("escrow_age_seconds");
        }
        json.writeArrayFieldStart("keys");
        for (StoredKey key : report.keys()) {
            write(json, key);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("columns");
        for (ColumnCount column : report.columns()) {
            json.writeStartObject();
            json.writeStringField("table", column.table());
            json.writeStringField("column", column.column());
            json.writeNumberField("sealed", column.sealed());
            json.writeNumberField("plaintext", column.plaintext());
            json.writeNumberField("null", column.nulls());
            json.writeBooleanField("exact", column.accuracy() == Accuracy.EXACT);
            json.writeObjectFieldStart("by_kid");
            for (Map.Entry<String, Long> key : column.sealedByKid().entrySet()) {
                json.writeNumberField(key.getKey(), key.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void failure(TextOutput out, Proof.Fails fails) {
        String given = fails.fingerprint() == null ? "none given" : fails.fingerprint();
        out.line("root key: " + given + "; " + out.paint().bad(fails.failure().what()));
    }

    private String escrow() {
        return report.escrowVerifiedAt()
                .map(verified -> "a copy of the root key opened the keyring "
                        + days(report.escrowAge().orElseThrow()) + " ago, on " + verified)
                .orElse("never proved that a copy of the root key opens the keyring: escrow-check does");
    }

    private TextTable keys() {
        TextTable table = new TextTable("KEY", "STATE", "ALGORITHM", "AGE", "RETIRED", "WRAPPED BY ROOT KEY", "SEALS");
        for (StoredKey key : report.keys()) {
            String next = key.nextRootFingerprint() == null ? "" : " and " + key.nextRootFingerprint();
            table.row(
                    key.kid(),
                    key.state(),
                    key.algorithm(),
                    days(key.age()),
                    key.retiredAt() == null ? "" : key.retiredAt(),
                    key.rootFingerprint() + next,
                    report.sealedBy(key.kid()) + (report.isRemovable(key) ? ", removable" : ""));
        }
        return table;
    }

    private static String days(Duration age) {
        return age.toDays() + " d";
    }

    private TextTable columns() {
        TextTable table = new TextTable("COLUMN", "SEALED", "PLAINTEXT", "NULL", "SEALED BY KEY");
        for (ColumnCount column : report.columns()) {
            table.row(
                    column.table() + "." + column.column(),
                    column.sealed(),
                    column.plaintext(),
                    column.nulls(),
                    TextTable.counts(column.sealedByKid()));
        }
        return table;
    }

    private void proof(JsonGenerator json) throws IOException {
        switch (report.proof()) {
            case Proof.NoKeyGiven none -> {
                json.writeNullField("root_key_fingerprint");
                json.writeNullField("opens");
            }
            case Proof.Opens opens -> {
                json.writeStringField("root_key_fingerprint", opens.fingerprint());
                json.writeBooleanField("opens", true);
            }
            case Proof.Fails fails -> {
                json.writeStringField("root_key_fingerprint", fails.fingerprint());
                json.writeBooleanField("opens", false);
                json.writeStringField("problem", fails.failure().id());
            }
        }
    }

    private void write(JsonGenerator json, StoredKey key) throws IOException {
        json.writeStartObject();
        json.writeStringField("kid", key.kid());
        json.writeStringField("state", key.state());
        json.writeStringField("algorithm", key.algorithm());
        json.writeStringField("root_key_fingerprint", key.rootFingerprint());
        json.writeStringField("next_root_key_fingerprint", key.nextRootFingerprint());
        json.writeStringField("created_at", key.createdAt().toString());
        json.writeNumberField("age_seconds", key.age().toSeconds());
        json.writeStringField("retired_at", text(key.retiredAt()));
        json.writeStringField("escrow_verified_at", text(key.escrowVerifiedAt()));
        json.writeNumberField("seals", report.sealedBy(key.kid()));
        json.writeBooleanField("removable", report.isRemovable(key));
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
