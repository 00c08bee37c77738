package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ServerFacts;
import exo.db.maintenance.KeyAtHand;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.StatusReport;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Outlook;
import exo.db.maintenance.StatusReport.Partitions.Monthly;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.StatusReport.Schema;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import exo.db.schema.Drift;
import exo.db.schema.Pending;
import exo.db.schema.Refusal;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
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
                + server.user() + ", " + word(server.recovery()));
        schema(out);
        out.line("keyring     " + entries() + "; " + key());
        for (Monthly table : report.partitions().tables()) {
            out.line("partitions  " + table.name() + ": " + ahead(table) + ", " + defaultRows(table));
        }
        out.line("            " + count(report.partitions().trashed(), "partition") + " set aside");
        out.line("retention   "
                + report.retention().map(StatusRendering::retention).orElse("no settings yet"));
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

    /** As it is written in both forms. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void schema(TextOutput out) {
        Schema schema = report.schema();
        String version = schema.version() == null ? "none" : schema.version().toString();
        String fingerprint = schema.fingerprint() == Schema.Fingerprint.MATCHES ? "as declared" : "not as declared";
        out.line("schema      " + word(schema.state()) + ", version " + version + " (this release: "
                + schema.declaredVersion() + "), " + fingerprint);
        outlook(out, schema.outlook());
        for (UnfinishedStep step : report.unfinished()) {
            out.line(INDENT + word(step.state()) + ": " + step.step() + ", begun by " + step.runner() + " at "
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

    private String entries() {
        List<Keyring.Entry> entries = report.keyring().entries();
        if (entries.isEmpty()) {
            return "none";
        }
        String kids =
                entries.stream().map(entry -> entry.kid() + " " + entry.state()).collect(Collectors.joining(", "));
        String coming = entries.getLast().nextRootFingerprint();
        return kids + ", wrapped by root key " + entries.getLast().rootFingerprint()
                + (coming == null ? "" : " and, until rewrap --finish, by " + coming);
    }

    private String key() {
        return switch (report.keyring().key()) {
            case KeyAtHand.None none -> "no key given to compare with";
            case KeyAtHand.Unusable unusable ->
                "the key given is unusable: " + unusable.failure().what();
            case KeyAtHand.Given given ->
                switch (report.keyring().fit()) {
                    case FITS -> "the key given fits";
                    case ANOTHER_KEY -> "the key given is another one (" + given.fingerprint() + ")";
                    case NOTHING_TO_COMPARE -> "a key is given (" + given.fingerprint() + ")";
                };
        };
    }

    private static String ahead(Monthly table) {
        return table.monthsAhead() < 0
                ? "no partition for this month"
                : count(table.monthsAhead(), "month") + " made ahead";
    }

    private static String defaultRows(Monthly table) {
        String rows = count(table.defaultRows(), "row");
        return (table.defaultRows() >= Monthly.MOST_COUNTED ? rows + " or more" : rows) + " in the default";
    }

    private static String retention(Retention retention) {
        return count(retention.settings().value(SettingName.DEFAULT_RETENTION_DAYS), "day") + " by default; "
                + count(retention.deployments(), "deployment") + ", " + retention.ownWindows()
                + " with a window of its own, " + retention.holds() + " on hold";
    }

    private TextTable runs() {
        TextTable table = new TextTable("LAST RUNS", "STARTED", "TOOK", "BY", "OUTCOME");
        for (Run run : report.runs()) {
            table.row(
                    run.command(),
                    run.startedAt().truncatedTo(ChronoUnit.SECONDS),
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
            out.line("next: nothing to do");
        }
        for (Pending item : report.next()) {
            out.line("next: " + item.what() + ": " + item.next());
        }
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
