package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.backup.BackupCheck;
import exo.db.backup.BackupCheck.Outcome;
import exo.db.backup.BackupReport;
import exo.db.backup.Figure;
import exo.db.backup.Figure.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the checks of a backup found. */
public record BackupRendering(BackupReport report) implements Rendering {
    /** Of the JSON; the number grows when a key is renamed or goes, never for one that is added. */
    private static final String SCHEMA = "exo-db-cli/backup-check/1";

    /** As wide as the longest outcome, and a gap. */
    private static final int OUTCOME_WIDTH = 10;

    private static final int LEVEL_WIDTH = 4;

    @Override
    public void text(TextOutput out) {
        for (BackupCheck check : report.checks()) {
            out.line(pad(check.level().name(), LEVEL_WIDTH)
                    + painted(out.paint(), check.outcome(), pad(check.outcome().word(), OUTCOME_WIDTH))
                    + (check.id().isEmpty() ? "" : check.id() + ": ")
                    + check.what());
            if (!check.next().isEmpty()) {
                out.line(" ".repeat(LEVEL_WIDTH + OUTCOME_WIDTH) + "next: " + check.next());
            }
        }
        columns(out);
        figures(out);
        out.line("");
        out.line(painted(out.paint(), report.worst(), summary(report)));
    }

    private void columns(TextOutput out) {
        ColumnFactsTable columns = new ColumnFactsTable(report.columns());
        if (!report.columns().isEmpty()) {
            out.line("");
            out.table(columns.text());
        }
        if (columns.isSampled()) {
            out.line(columns.certainty());
        }
    }

    private void figures(TextOutput out) {
        List<Figure> single = report.figures().stream()
                .filter(figure -> figure.of().isEmpty())
                .toList();
        if (!single.isEmpty()) {
            out.line("");
        }
        single.forEach(figure -> out.line(shown(figure)));
    }

    private static String shown(Figure figure) {
        return switch (figure.measure()) {
            case ROWS -> number(figure.value()) + " rows";
            case SIZE -> "size of the dump: " + ByteCount.of(Math.round(figure.value()));
            case AGE -> "age of the dump: " + duration(figure);
            case ESCROW_AGE -> "the copy in escrow was proved " + duration(figure) + " ago";
            case RESTORE -> "the restore took (RTO): " + duration(figure);
            case NEWEST_EVENT -> "age of the newest event (RPO): " + duration(figure);
        };
    }

    private static String duration(Figure figure) {
        return ProgressText.time(Duration.ofMillis(Math.round(figure.value() * 1000)));
    }

    /** One line for people and for monitoring: how many of each. */
    static String summary(BackupReport report) {
        long wrong = report.count(Outcome.CRITICAL) + report.count(Outcome.WARNING);
        String leftOut = report.count(Outcome.LEFT_OUT) == 0 ? "" : ", " + report.count(Outcome.LEFT_OUT) + " left out";
        return wrong == 0
                ? "all is well: " + report.count(Outcome.OK) + " checks" + leftOut
                : report.count(Outcome.CRITICAL) + " critical, "
                        + PlanText.count(report.count(Outcome.WARNING), "warning") + ", " + report.count(Outcome.OK)
                        + " well" + leftOut;
    }

    /** Without a fraction where there is none. */
    static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf(Math.round(value))
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String painted(Paint paint, Outcome outcome, String text) {
        return switch (outcome) {
            case OK -> paint.good(text);
            case LEFT_OUT -> text;
            case WARNING -> paint.warning(text);
            case CRITICAL -> paint.bad(text);
        };
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("subject", report.subject().word());
        json.writeStringField("outcome", report.worst().word());
        json.writeNumberField("exit_code", report.exitStatus().code());
        json.writeArrayFieldStart("checks");
        for (BackupCheck check : report.checks()) {
            write(json, check);
        }
        json.writeEndArray();
        figures(json);
        new ColumnFactsTable(report.columns()).json(json);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, BackupCheck check) throws IOException {
        json.writeStartObject();
        json.writeStringField("level", check.level().name());
        json.writeStringField("title", check.level().title());
        json.writeStringField("outcome", check.outcome().word());
        json.writeStringField("id", check.id());
        json.writeStringField("what", check.what());
        json.writeStringField("next", check.next());
        json.writeEndObject();
    }

    /** The rows by table; a measure that there is one of is a number. */
    private void figures(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("figures");
        for (Measure measure : Measure.values()) {
            List<Figure> figures = report.figures().stream()
                    .filter(figure -> figure.measure() == measure)
                    .toList();
            if (measure == Measure.ROWS) {
                json.writeObjectFieldStart(measure.word());
                for (Figure figure : figures) {
                    json.writeNumberField(figure.of(), Math.round(figure.value()));
                }
                json.writeEndObject();
            } else {
                for (Figure figure : figures) {
                    json.writeNumberField(measure.word(), figure.value());
                }
            }
        }
        json.writeEndObject();
    }
}
