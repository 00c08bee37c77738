package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.RetentionRecord;
import exo.db.retention.RetentionReport;
import exo.db.retention.RetentionReport.Purged;
import java.io.IOException;

/** What retention deleted or would delete. */
public record RetentionReportRendering(RetentionReport report, Moment moment) implements Rendering {
    /** When it is told. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    @Override
    public void text(TextOutput out) {
        if (report.purged().isEmpty()) {
            out.line(report.pending().isEmpty() ? "nothing to do: no row has expired" : "nothing was deleted");
            return;
        }
        TextTable table = new TextTable("TABLE", "PARTITION", "DEPLOYMENT", "ROWS", "OLDER THAN");
        for (Purged purged : report.purged()) {
            table.row(
                    purged.table(),
                    purged.leaf(),
                    purged.deployment() == null ? "(none)" : purged.deployment(),
                    purged.rows(),
                    purged.cutoff());
        }
        out.table(table);
        out.line(report.rows() + (moment == Moment.BEFORE ? " rows would be deleted" : " rows deleted"));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        RetentionRecord.write(json, report);
    }
}
