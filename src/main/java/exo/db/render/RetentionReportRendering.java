package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.DeploymentNames;
import exo.db.retention.MonthDrop;
import exo.db.retention.RetentionRecord;
import exo.db.retention.RetentionReport;
import exo.db.retention.RetentionReport.Purged;
import java.io.IOException;
import java.util.Locale;

/** What retention deleted. */
public record RetentionReportRendering(RetentionReport report, DeploymentNames names) implements Rendering {
    @Override
    public void text(TextOutput out) {
        for (MonthDrop month : report.dropped()) {
            out.line(month.partition().name() + " set aside as a whole: about " + PlanText.count(month.rows(), "row")
                    + ", " + ByteCount.of(month.bytes()));
        }
        if (report.purged().isEmpty()) {
            if (!report.dropped().isEmpty()) {
                return;
            }
            out.line(report.pending().isEmpty() ? "nothing to do: no row has expired" : "nothing was deleted");
            return;
        }
        TextTable table = new TextTable("TABLE", "PARTITION", "DEPLOYMENT", "ROWS", "OLDER THAN");
        for (Purged purged : report.purged()) {
            table.row(
                    purged.table(),
                    purged.leaf(),
                    names.nameOf(purged.deployment()),
                    String.format(Locale.ROOT, "%,d", purged.rows()),
                    purged.cutoff());
        }
        out.table(table);
        out.line(PlanText.count(report.rows(), "row") + " deleted");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        RetentionRecord.write(json, report);
    }
}
