package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.recording.PruneRecord;
import exo.db.recording.PruneReport;
import exo.db.recording.PruneReport.Expired;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.DeploymentNames;
import java.io.IOException;

/** Recordings that were pruned, or would be. */
public record PruneRendering(PruneReport report, DeploymentNames names, Moment moment) implements Rendering {
    /** The plan as one sentence without a full stop. */
    public static String sentence(PruneReport preview) {
        return preview.recordings() + " recordings past their window and "
                + preview.orphans().files() + " that no session has would be removed for good, "
                + ByteCount.of(preview.bytes());
    }

    @Override
    public void text(TextOutput out) {
        if (!report.expired().isEmpty()) {
            TextTable table = new TextTable("DEPLOYMENT", "RECORDINGS", "FILES", "SIZE", "ENDED BEFORE");
            for (Expired expired : report.expired()) {
                table.row(
                        names.nameOf(expired.deployment()),
                        expired.recordings(),
                        expired.files(),
                        ByteCount.of(expired.bytes()),
                        expired.cutoff());
            }
            out.table(table);
        }
        if (report.isEmpty()) {
            out.line(report.pending().isEmpty() ? "nothing to do: no recording has expired" : "nothing was removed");
        } else if (moment == Moment.BEFORE) {
            out.line(sentence(report));
        } else {
            out.line(report.recordings() + " recordings past their window and "
                    + report.orphans().files() + " that no session had removed, " + ByteCount.of(report.bytes())
                    + " freed");
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PruneRecord.write(json, report);
    }
}
