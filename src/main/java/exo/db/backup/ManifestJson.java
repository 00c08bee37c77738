package exo.db.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import exo.db.backup.Manifest.Dump;
import exo.db.backup.Manifest.Keys;
import exo.db.backup.Manifest.Server;
import exo.db.engine.JsonText;
import exo.db.schema.QualifiedName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A manifest as a file. */
final class ManifestJson {
    /** The number grows when a key changes its meaning or goes. */
    private static final String SCHEMA = "exo-db-cli/backup-manifest/1";

    private ManifestJson() {}

    static String text(Manifest manifest) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("taken_at", manifest.takenAt().toString());
            json.writeStringField("system_identifier", manifest.server().systemIdentifier());
            json.writeStringField("database", manifest.server().database());
            json.writeStringField("server_version", manifest.server().version());
            json.writeStringField("wal_position", manifest.server().walPosition());
            json.writeStringField("written_by", manifest.server().writtenBy());
            json.writeStringField("exo_schema", manifest.schema());
            json.writeStringField("catalog_fingerprint", manifest.catalogFingerprint());
            json.writeStringField("root_key_fingerprint", manifest.keys().rootFingerprint());
            json.writeStringField("active_kid", manifest.keys().activeKid());
            Dump dump = manifest.dump();
            if (dump != null) {
                json.writeStringField("dump_file", dump.file());
                json.writeNumberField("dump_bytes", dump.bytes());
                json.writeStringField("dump_sha256", dump.sha256());
            }
            json.writeArrayFieldStart("tables");
            for (TableContents table : manifest.tables()) {
                write(json, table);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, TableContents table) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", table.relation().schema());
        json.writeStringField("table", table.relation().name());
        json.writeStringField("root_schema", table.root().schema());
        json.writeStringField("root", table.root().name());
        json.writeNumberField("rows", table.contents().rows());
        json.writeStringField("hash", table.contents().hash());
        json.writeArrayFieldStart("columns");
        for (String column : table.columns()) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** @throws IllegalArgumentException when it is JSON, and no manifest */
    static Manifest read(Path file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            Fields fields = Fields.of(json);
            if (!fields.text("schema").equals(SCHEMA)) {
                throw new IllegalArgumentException("its schema is not " + SCHEMA);
            }
            return manifest(fields);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its time is none", e);
        }
    }

    private static Manifest manifest(Fields fields) {
        Server server = new Server(
                fields.text("system_identifier"),
                fields.text("database"),
                fields.text("server_version"),
                fields.text("wal_position"),
                fields.text("written_by"));
        Dump dump = fields.texts.containsKey("dump_file")
                ? new Dump(fields.text("dump_file"), fields.number("dump_bytes"), fields.text("dump_sha256"))
                : null;
        return new Manifest(
                Instant.parse(fields.text("taken_at")),
                server,
                fields.text("exo_schema"),
                fields.text("catalog_fingerprint"),
                new Keys(fields.text("root_key_fingerprint"), fields.text("active_kid")),
                fields.objects.stream().map(ManifestJson::table).toList(),
                dump);
    }

    private static TableContents table(Fields fields) {
        return new TableContents(
                new QualifiedName(fields.text("schema"), fields.text("table")),
                new QualifiedName(fields.text("root_schema"), fields.text("root")),
                fields.items,
                new ContentHash.Value(fields.number("rows"), fields.text("hash")));
    }

    /** What an object holds: single values by name, and what is in its one list. */
    private static final class Fields {
        private final Map<String, String> texts = new HashMap<>();
        private final List<Fields> objects = new ArrayList<>();
        private final List<String> items = new ArrayList<>();

        static Fields of(JsonParser json) throws IOException {
            Fields fields = new Fields();
            String name = "";
            for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
                fields.take(json, token, name);
                name = token == JsonToken.FIELD_NAME ? json.getText() : name;
            }
            return fields;
        }

        private void take(JsonParser json, @Nullable JsonToken token, String name) throws IOException {
            if (token == null) {
                throw new IllegalArgumentException("it ends before its end");
            }
            if (token == JsonToken.START_OBJECT) {
                objects.add(of(json));
            } else if (token.isScalarValue()) {
                if (json.getParsingContext().inArray()) {
                    items.add(json.getText());
                } else {
                    texts.put(name, json.getText());
                }
            }
        }

        String text(String name) {
            String text = texts.get(name);
            if (text == null) {
                throw new IllegalArgumentException("it has no " + name);
            }
            return text;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }
    }
}
