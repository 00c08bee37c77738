package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.sealing.SealRecord;
import exo.db.sealing.SealReport;
import exo.db.sealing.SealReport.Column;
import java.io.IOException;

/** What was sealed. */
public record SealRendering(SealReport report) implements Rendering {
    @Override
    public void text(TextOutput out) {
        TextTable table = new TextTable("COLUMN", "SEALED", "SEALED ANEW", "COUNTS AS SEALED");
        for (Column column : report.columns()) {
            table.row(column.place(), column.sealed(), column.sealedAnew(), words(column));
        }
        out.table(table);
        out.line("");
        FindingText.write(out, report.findings());
        out.line(total());
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        SealRecord.write(json, report);
    }

    private String total() {
        String values = report.values() == 1 ? "1 value" : report.values() + " values";
        if (!report.isFinished()) {
            return values + " sealed under key " + report.kid() + "; some are left";
        }
        return report.values() == 0 ? "nothing to do" : values + " sealed under key " + report.kid();
    }

    private static String words(Column column) {
        return switch (column.standing()) {
            case SEALED_NOW -> "from now on";
            case SEALED_BEFORE -> "yes";
            case OPEN -> "not yet";
        };
    }
}
