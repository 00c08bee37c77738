package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.sealing.ColumnFacts;
import exo.db.sealing.ColumnFacts.Rows;
import exo.db.sealing.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What came of opening the values of encrypted columns. */
record ColumnFactsTable(List<ColumnFacts> columns) {
    boolean isSampled() {
        return sampled().findAny().isPresent();
    }

    /** What may be said where not every value was looked at; empty where every one was. */
    String certainty() {
        if (!isSampled()) {
            return "";
        }
        long oneIn = leastCertain();
        return "a sample: "
                + (oneIn > 1
                        ? "one may be 99 % sure that fewer than 1 in " + oneIn + " values of a column are bad"
                        : "it met too few values to be sure of the others")
                + "; --full opens every value";
    }

    private Stream<ColumnFacts> sampled() {
        return columns.stream().filter(ColumnFacts::isSampled);
    }

    /** By the column of which the fewest values were looked at. */
    private long leastCertain() {
        return sampled()
                .mapToLong(ColumnFacts::good)
                .filter(good -> good > 0)
                .map(Sample::oneIn)
                .min()
                .orElse(1);
    }

    TextTable text() {
        TextTable table = new TextTable(
                "COLUMN", "ROWS", "NULL", "OPENED", "PLAINTEXT", "DAMAGED", "UNKNOWN KEY", "OPENED BY KEY");
        for (ColumnFacts column : columns) {
            table.row(
                    column.place(),
                    column.rows(),
                    column.nulls(),
                    column.good(),
                    column.plaintext().count(),
                    column.damaged().count(),
                    column.unknown().count(),
                    TextTable.counts(column.goodByKid()));
        }
        return table;
    }

    /** Writes the field {@code columns}. */
    void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columns");
        for (ColumnFacts column : columns) {
            write(json, column);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ColumnFacts column) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", column.table());
        json.writeStringField("column", column.column());
        json.writeNumberField("rows", column.rows());
        if (column.isSampled()) {
            json.writeNumberField("sampled_of", column.sampledOf());
            json.writeNumberField("fewer_than_one_bad_in", Sample.oneIn(column.good()));
        }
        json.writeNumberField("null", column.nulls());
        json.writeNumberField("good", column.good());
        json.writeObjectFieldStart("by_kid");
        for (Map.Entry<String, Long> key : column.goodByKid().entrySet()) {
            json.writeNumberField(key.getKey(), key.getValue());
        }
        json.writeEndObject();
        write(json, "plaintext", column.plaintext());
        write(json, "damaged", column.damaged());
        write(json, "unknown_kid", column.unknown());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Rows rows) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", rows.count());
        json.writeArrayFieldStart("first_ids");
        for (String id : rows.firstIds()) {
            json.writeString(id);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
