package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.EraseRecord;
import exo.db.retention.EraseReport;
import exo.db.retention.EraseReport.Erased;
import java.io.IOException;

/** What was erased of a deployment, or would be. */
public record EraseRendering(EraseReport report, Moment moment) implements Rendering {
    /** The plan as one sentence without a full stop. */
    public static String sentence(EraseReport plan) {
        String open = plan.openSessions() == 0
                ? ""
                : ", among them " + plan.openSessions() + " open sessions that somebody may still write to";
        return "everything of " + plan.target().words() + " would be erased for good: " + plan.rows() + " rows and "
                + plan.recordings() + " recordings" + open;
    }

    @Override
    public void text(TextOutput out) {
        if (report.rows() == 0) {
            out.line((report.pending().isEmpty() ? "nothing to do: no row of " : "nothing was erased of ")
                    + report.target().words()
                    + (report.pending().isEmpty() ? " is left" : ""));
        } else {
            table(out);
        }
        if (report.keptAuditEvents() > 0) {
            out.line(report.keptAuditEvents() + " audit events stay within audit_floor_days; they go by their age");
        }
        if (moment == Moment.AFTER
                && report.pending().isEmpty()
                && report.target().deployment() != null) {
            out.line("next: the row of the deployment is still there, with its tokens, statuses and permissions;");
            out.line("      delete it in Exo, and they go with it");
        }
    }

    private void table(TextOutput out) {
        if (moment == Moment.BEFORE) {
            out.line(sentence(report));
        }
        TextTable table = new TextTable("TABLE", "PARTITION", "ROWS");
        for (Erased erased : report.erased()) {
            table.row(erased.table(), erased.leaf(), erased.rows());
        }
        out.table(table);
        if (moment == Moment.AFTER) {
            out.line(report.rows() + " rows and " + report.recordings() + " recordings of "
                    + report.target().words() + " erased");
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        EraseRecord.write(json, report);
    }
}
