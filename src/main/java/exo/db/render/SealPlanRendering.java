package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.failure.Word;
import exo.db.sealing.ColumnCount;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.sealing.SealPlan;
import exo.db.sealing.SealPlan.Column;
import exo.db.sealing.SealPlan.Work;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What would be sealed.
 *
 * @param counts how far the columns are now
 */
public record SealPlanRendering(SealPlan plan, List<ColumnCount> counts) implements Rendering {
    public SealPlanRendering {
        counts = List.copyOf(counts);
    }

    /** Whether older images lose something by it. */
    public boolean sealsPlaintext() {
        return plan.columns().stream().anyMatch(this::sealsPlaintext);
    }

    /** What that means for older images, as a sentence without a full stop. */
    public String consequence() {
        List<Column> columns =
                plan.columns().stream().filter(this::sealsPlaintext).toList();
        String values =
                columns.stream().mapToLong(column -> count(column).plaintext()).sum() + " values";
        String named = String.join(", ", columns.stream().map(Column::place).toList());
        String free = columns.stream()
                .flatMap(column -> column.rollbackFreeUntil().stream())
                .max(Instant::compareTo)
                .map(until -> "; until " + until + " a rollback would have been free")
                .orElse("");
        return about() + values + " of " + named + " would be sealed: older images can no longer read them" + free;
    }

    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("COLUMN", "PLAINTEXT", "OTHER KEYS", "SEALED", "WHAT IS DONE");
        for (Column column : plan.columns()) {
            ColumnCount count = count(column);
            long sealed = count.sealedBy(plan.kid());
            table.row(column.place(), count.plaintext(), count.sealed() - sealed, sealed, words(column));
        }
        out.table(table);
        out.line("");
        out.line("key " + plan.kid() + " would seal" + (isEstimated() ? "; large tables are estimated" : ""));
        if (sealsPlaintext()) {
            out.line(out.paint().warning(consequence()));
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("kid", plan.kid());
        json.writeBooleanField("estimated", isEstimated());
        json.writeArrayFieldStart("columns");
        for (Column column : plan.columns()) {
            ColumnCount count = count(column);
            json.writeStartObject();
            json.writeStringField("table", column.table());
            json.writeStringField("column", column.column());
            json.writeNumberField("plaintext", count.plaintext());
            json.writeNumberField("other_keys", count.sealed() - count.sealedBy(plan.kid()));
            json.writeNumberField("sealed", count.sealedBy(plan.kid()));
            json.writeStringField("work", Word.of(column.work()));
            json.writeStringField(
                    "rollback_free_until",
                    column.rollbackFreeUntil().map(Instant::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private boolean sealsPlaintext(Column column) {
        return (column.work() == Work.SEAL || column.work() == Work.SEAL_ACCEPTED)
                && count(column).plaintext() > 0;
    }

    private boolean isEstimated() {
        return counts.stream().anyMatch(count -> count.accuracy() == Accuracy.ESTIMATED);
    }

    private String about() {
        return isEstimated() ? "about " : "";
    }

    private ColumnCount count(Column column) {
        Optional<ColumnCount> found = counts.stream()
                .filter(count -> count.place().equals(column.place()))
                .findFirst();
        SortedMap<String, Long> none = new TreeMap<>();
        return found.orElseGet(() -> new ColumnCount(column.table(), column.column(), Accuracy.EXACT, 0, 0, none));
    }

    private static String words(Column column) {
        return switch (column.work()) {
            case SEAL -> "plaintext is sealed, then the column counts as sealed";
            case SEAL_ANEW -> "what other keys have sealed is sealed anew; plaintext is reported";
            case SEAL_ACCEPTED -> "plaintext is sealed, too";
            case LEAVE_UNTIL_SETTLED -> "nothing yet: a rollback is to stay free";
            case LEAVE_FINISHED -> "nothing: it is finished";
        };
    }
}
