package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ServerFacts;
import exo.db.failure.Word;
import exo.db.maintenance.KeyAtHand;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.StatusReport;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Outlook;
import exo.db.maintenance.StatusReport.Partitions.Monthly;
import exo.db.maintenance.StatusReport.Recordings;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.StatusReport.Schema;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import exo.db.schema.Drift;
import exo.db.schema.Pending;
import exo.db.schema.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** How everything stands, on one page. */
public record StatusRendering(StatusReport report) implements Rendering {
    /** What is left to do is told in full by {@code migrate --dry-run}. */
    private static final int FIRST_ITEMS = 3;

    private static final String INDENT = " ".repeat("connection  ".length());

    @Override
    public void text(TextOutput out) {
        ServerFacts server = report.server();
        out.line("connection  PostgreSQL " + server.version() + " on " + server.host() + ":" + server.port()
                + ", database \"" + server.database() + "\", schema \"" + server.schema() + "\", user "
                + server.user() + ", " + Word.of(server.recovery()));
        schema(out);
        keyring(out);
        String label = "partitions  ";
        for (Monthly table : report.partitions().tables()) {
            out.line(label + table.name() + ": " + ahead(out.paint(), table) + ", " + defaultRows(out.paint(), table));
            label = INDENT;
        }
        if (report.partitions().trashed() > 0) {
            out.line(label + PlanText.count(report.partitions().trashed(), "partition") + " in the trash");
        }
        out.line("retention   "
                + report.retention().map(StatusRendering::retention).orElse("no settings yet"));
        report.recordings().ifPresent(recordings -> out.line("recordings  " + recordings(recordings)));
        out.line("");
        if (!report.runs().isEmpty()) {
            out.table(runs());
            out.line("");
        }
        next(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        StatusJson.write(json, report);
    }

    private void schema(TextOutput out) {
        Schema schema = report.schema();
        String version = schema.version() == null ? "none" : schema.version().toString();
        String fingerprint = schema.fingerprint() == Schema.Fingerprint.MATCHES ? "as declared" : "not as declared";
        out.line("schema      " + Word.of(schema.state()) + ", version " + version + " (this release: "
                + schema.declaredVersion() + "), " + fingerprint);
        outlook(out, schema.outlook());
        for (UnfinishedStep step : report.unfinished()) {
            out.line(INDENT + Word.of(step.state()) + ": " + step.step() + ", begun by " + step.runner() + " at "
                    + step.startedAt().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    private static void outlook(TextOutput out, Outlook outlook) {
        if (!outlook.changes().isEmpty()) {
            out.line(INDENT + "migrate would make "
                    + PlanText.count(outlook.changes().size(), "change") + ": " + firstOf(outlook.changes()));
        }
        for (Refusal refusal : outlook.refusals()) {
            out.line(INDENT + "not possible here: " + out.paint().bad(refusal.id()) + "  " + refusal.what());
            out.line(INDENT + "  next: " + refusal.next());
        }
        for (Pending item : outlook.leftOut()) {
            out.line(INDENT + "left out: " + out.paint().warning(item.id()) + "  " + item.what());
            out.line(INDENT + "  next: " + item.next());
        }
        List<Drift> drift = outlook.drift();
        drift.stream().filter(item -> item.kind() == Drift.Kind.HARMFUL).forEach(item -> {
            out.line(INDENT + "harmful: " + out.paint().bad(item.id()) + "  " + item.what());
            out.line(INDENT + "  next: " + item.next());
        });
        List<String> harmless = drift.stream()
                .filter(item -> item.kind() != Drift.Kind.HARMFUL)
                .map(Drift::what)
                .toList();
        if (!harmless.isEmpty()) {
            out.line(INDENT + "not as declared and left as it is: " + harmless.size() + " (" + firstOf(harmless) + ")");
        }
    }

    private static String firstOf(List<String> items) {
        String first = items.stream().limit(FIRST_ITEMS).collect(Collectors.joining("; "));
        return items.size() > FIRST_ITEMS ? first + "; ..." : first;
    }

    private void keyring(TextOutput out) {
        List<Keyring.Entry> entries = report.keyring().entries();
        Paint paint = out.paint();
        if (entries.isEmpty()) {
            out.line("keyring     " + paint.bad("none") + "; " + key(paint));
            return;
        }
        String kids = entries.stream()
                .map(entry -> entry.kid() + " " + entry.state() + ", " + age(entry.createdAt()) + " old")
                .collect(Collectors.joining("; "));
        out.line("keyring     " + kids + "; " + key(paint));
        out.line(INDENT + "root key " + entries.getLast().rootFingerprint() + escrow(paint));
        report.keyring()
                .comingRootKey()
                .ifPresent(coming -> out.line(INDENT
                        + paint.warning("root key " + coming + " opens it as well until rewrap --finish or --abort")));
    }

    private String escrow(Paint paint) {
        return report.keyring()
                .escrowVerifiedAt()
                .map(proved -> ", escrow proved " + age(proved) + " ago")
                .orElse(", " + paint.warning("escrow never proved"));
    }

    private String key(Paint paint) {
        return switch (report.keyring().key()) {
            case KeyAtHand.None none -> "no key given to compare with";
            case KeyAtHand.Unusable unusable -> paint.bad(unusable.failure().what());
            case KeyAtHand.Given given ->
                switch (report.keyring().fit()) {
                    case FITS -> paint.good("the key given fits");
                    case ANOTHER_KEY -> paint.bad("the key given is another one (" + given.fingerprint() + ")");
                    case NOTHING_TO_COMPARE -> "a key is given (" + given.fingerprint() + ")";
                };
        };
    }

    private String age(Instant moment) {
        return ProgressText.roughly(Duration.between(moment, report.now()));
    }

    private static String ahead(Paint paint, Monthly table) {
        return switch ((int) table.monthsAhead()) {
            case -1 -> paint.bad("no partition for this month");
            case 0 -> paint.bad("no partition for the next month");
            default -> PlanText.count(table.monthsAhead(), "month") + " ahead";
        };
    }

    private static String defaultRows(Paint paint, Monthly table) {
        if (table.defaultRows() == 0) {
            return "default empty";
        }
        String more = table.defaultRows() >= StatusReport.MOST_COUNTED ? " or more" : "";
        return paint.bad(PlanText.rows(table.defaultRows()) + more + " in the default");
    }

    private String recordings(Recordings recordings) {
        String files = PlanText.count(recordings.files(), "file")
                + (recordings.isExact() ? ", " + ByteCount.of(recordings.bytes()) : " or more");
        Instant checked = recordings.checkedAt();
        return files + "; "
                + (checked == null ? "never looked after by a daemon" : "looked after " + age(checked) + " ago");
    }

    private static String retention(Retention retention) {
        return PlanText.count(retention.settings().value(SettingName.DEFAULT_RETENTION_DAYS), "day") + " by default; "
                + PlanText.count(retention.deployments(), "deployment") + ", " + retention.ownWindows()
                + " with a window of their own, " + retention.holds() + " on hold";
    }

    private TextTable runs() {
        TextTable table = new TextTable("LAST RUNS", "AGO", "TOOK", "BY", "OUTCOME");
        for (Run run : report.runs()) {
            table.row(
                    run.command(),
                    age(run.startedAt()),
                    run.duration() == null ? "-" : PlanText.duration(run.duration()),
                    run.trigger(),
                    run.outcome() == null
                            ? "running or killed"
                            : run.failure() == null ? run.outcome() : run.outcome() + ": " + run.failure());
        }
        return table;
    }

    private void next(TextOutput out) {
        if (report.next().isEmpty()) {
            out.line(out.paint().good("next: nothing to do"));
        }
        for (Pending item : report.next()) {
            out.line(out.paint().strong("next: ") + item.what() + ": " + item.next());
        }
    }
}
