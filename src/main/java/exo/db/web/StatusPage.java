package exo.db.web;

import exo.db.database.ServerFacts;
import exo.db.failure.ExoException;
import exo.db.failure.Word;
import exo.db.maintenance.StatusReport;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.TaskStanding;
import exo.db.maintenance.Vitals;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Standing;
import exo.db.partition.PartitionReport.Table;
import exo.db.render.ByteCount;
import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one page for people: complete by itself, without a script, in light and dark and at any width. */
final class StatusPage {
    private static final String STYLE = """
            <style>
            :root { color-scheme: light dark; --ink: #1c2126; --paper: #fbfbf9; --line: #d9dbd6; --soft: #667079;
              --good: #2f7d4f; --now: #1f6fb2; --kept: #8a939b; --pinned: #b26a00; --bad: #b3261e; --future: #9cc3e6; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --paper: #14181b; --line: #343a40;
              --soft: #98a2ab; --good: #5fc088; --now: #6bb4f0; --kept: #76808a; --pinned: #f0aa4a; --bad: #ff7b72;
              --future: #33536e; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
              padding: 1.5rem; max-width: 76rem; }
            h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1rem; margin: 1.8rem 0 .5rem; }
            h3 { font-size: .95rem; margin: 0 0 .3rem; } p { margin: .2rem 0; } .soft { color: var(--soft); }
            .tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)); gap: 1.5rem; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: .88rem; }
            th { text-align: left; color: var(--soft); font-weight: 500; } td, th { padding: .2rem .5rem .2rem 0;
              vertical-align: top; } tbody tr { border-top: 1px solid var(--line); }
            .calendar { table-layout: fixed; min-width: 30rem; } .calendar th { padding: 0 0 0 .2rem; font-size: .75rem; }
            .calendar td { position: relative; height: 2.6rem; padding: 0; border: 2px solid var(--paper);
              background: color-mix(in srgb, var(--line) 35%, transparent); font-size: .68rem; white-space: nowrap; }
            .calendar i { position: absolute; left: 0; right: 0; bottom: 0; min-height: 3px; background: var(--state);
              opacity: .55; } .calendar b { position: absolute; left: .2rem; top: .1rem; font-weight: 500; }
            .future { --state: var(--future); } .current { --state: var(--now); outline: 2px solid var(--now);
              outline-offset: -2px; } .kept { --state: var(--kept); } .pinned { --state: var(--pinned); }
            .expired, .gap, .detach-pending, .unknown { --state: var(--bad); } .gap { color: var(--bad); }
            .legend span { margin-right: 1rem; } .legend i { display: inline-block; width: .7rem; height: .7rem;
              background: var(--state); margin-right: .35rem; }
            .todo { border-left: 4px solid var(--bad); padding-left: .8rem; } .fine { border-left: 4px solid var(--good);
              padding-left: .8rem; } code { font-size: .92em; overflow-wrap: anywhere; }
            td { overflow-wrap: anywhere; } .bad { color: var(--bad); }
            </style>
            """;

    private final String holder;
    private final Vitals vitals;
    private final Observation seen;
    private final StatusReport status;
    private final Html html = new Html();

    StatusPage(String holder, Vitals vitals, Observation seen) {
        this.holder = holder;
        this.vitals = vitals;
        this.seen = seen;
        this.status = seen.status();
    }

    /** The page in place of this one where the database cannot be looked at. */
    static String trouble(ExoException failure) {
        return begin(new Html(), "no view of the database")
                .raw("<div class=\"todo\">")
                .element("h1", failure.what())
                .element("p", failure.why())
                .element("p", failure.next())
                .raw("</div></body></html>\n")
                .toString();
    }

    String html() {
        ServerFacts server = status.server();
        begin(html, server.database()).raw("<header>").element("h1", "exo-db-cli: " + server.database());
        html.element(
                "p",
                "PostgreSQL " + server.version() + " on " + server.host() + ":" + server.port() + ", schema "
                        + server.schema() + ", " + Word.of(server.recovery()) + "; seen at "
                        + moment(status.now()));
        html.element("p", holder + " " + (vitals.term().isPresent() ? "leads" : "waits: " + vitals.waitsFor()))
                .raw("</header>\n");
        advice();
        timelines();
        pinned();
        tasks();
        runs();
        keyring();
        retention();
        return html.raw("</body></html>\n").toString();
    }

    private static Html begin(Html html, String title) {
        return html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta http-equiv=\"refresh\" content=\"60\"><title>exo-db-cli: ")
                .text(title)
                .raw("</title>\n" + STYLE + "</head><body>\n");
    }

    private void advice() {
        List<Pending> next = status.next();
        if (next.isEmpty()) {
            html.raw("<h2>What to do next</h2><p class=\"fine\">Nothing.</p>\n");
            return;
        }
        html.raw("<h2>What to do next</h2><ul class=\"todo\">");
        for (Pending item : next) {
            html.raw("<li>").text(item.what()).raw(": <code>").text(item.next()).raw("</code></li>");
        }
        html.raw("</ul>\n");
    }

    private void timelines() {
        html.raw("<h2>Months</h2><p class=\"legend soft\">");
        for (Standing standing :
                List.of(Standing.CURRENT, Standing.FUTURE, Standing.KEPT, Standing.PINNED, Standing.EXPIRED)) {
            String word = Word.of(standing);
            html.raw("<span class=\"" + word + "\" style=\"outline:none\"><i></i>")
                    .text(word)
                    .raw("</span>");
        }
        html.raw("bars and figures are bytes</p>\n<div class=\"tables\">");
        for (Table table : seen.partitions().tables()) {
            timeline(table);
        }
        html.raw("</div>\n");
    }

    private void timeline(Table table) {
        html.raw("<section>").element("h3", table.name().name());
        new MonthCalendar(table, status.now()).write(html.raw("<div class=\"scroll\">"));
        html.raw("</div><p class=\"" + (table.defaultRows() > 0 ? "bad" : "soft") + "\">")
                .text(table.defaultRows() + (table.defaultRows() == 1 ? " row" : " rows")
                        + " in the default partition; no gap until " + day(table.coveredUntil()))
                .raw("</p></section>\n");
    }

    private void pinned() {
        Map<Reason, List<Partition>> kept = seen.partitions().tables().stream()
                .flatMap(table -> table.partitions().stream())
                .filter(partition -> !partition.note().isEmpty())
                .collect(Collectors.groupingBy(Reason::of, LinkedHashMap::new, Collectors.toList()));
        if (!kept.isEmpty()) {
            html.raw("<h2>Expired, and why it is still there</h2><div class=\"scroll\"><table>")
                    .head("why", "partitions", "bytes")
                    .raw("<tbody>");
            kept.forEach((reason, partitions) -> html.raw("<tr>")
                    .raw("<td title=\"")
                    .text(reason.deployment())
                    .raw("\">")
                    .text(reason.note())
                    .raw("</td>")
                    .element("td", names(partitions))
                    .element("td", bytes(partitions))
                    .raw("</tr>\n"));
            html.raw("</tbody></table></div>\n");
        }
        List<PartitionReport.Trashed> trash = seen.partitions().trash();
        if (!trash.isEmpty()) {
            html.raw("<h2>Set aside</h2><div class=\"scroll\"><table>")
                    .head("partition", "bytes", "dropped after")
                    .raw("<tbody>");
            trash.forEach(item -> html.row(item.name(), ByteCount.of(item.bytes()), moment(item.dropAfter())));
            html.raw("</tbody></table></div>\n");
        }
    }

    /** Why partitions are kept, by name for people, and by the id that is the only one. */
    private record Reason(String note, String deployment) {
        static Reason of(Partition partition) {
            String deployment = partition
                    .pin()
                    .flatMap(PartitionReport.Pin::deployment)
                    .map(whose -> whose.id().toString())
                    .orElse("");
            return new Reason(partition.note(), deployment);
        }
    }

    private static String names(List<Partition> partitions) {
        String first = partitions.getFirst().name().name();
        int number = partitions.size();
        return number == 1
                ? first
                : first + " to " + partitions.getLast().name().name() + " (" + number + ")";
    }

    private static String bytes(List<Partition> partitions) {
        return ByteCount.of(partitions.stream().mapToLong(Partition::bytes).sum());
    }

    private void tasks() {
        html.raw("<h2>Tasks</h2><div class=\"scroll\"><table>")
                .head("task", "last good run", "failures since", "due")
                .raw("<tbody>");
        for (TaskStanding task : seen.tasks()) {
            html.row(
                    task.task().word(),
                    moment(task.history().lastSuccess()),
                    task.history().failures(),
                    due(task));
        }
        html.raw("</tbody></table></div>\n");
    }

    private String due(TaskStanding task) {
        if (vitals.task().filter(task.task()::equals).isPresent()) {
            return "running";
        }
        return task.next().isAfter(status.now()) ? moment(task.next()) : "now";
    }

    private void runs() {
        html.raw("<h2>Last runs</h2><div class=\"scroll\"><table>")
                .head("what", "started", "took", "by", "outcome")
                .raw("<tbody>");
        for (Run run : status.runs()) {
            Duration took = run.duration();
            String outcome = run.outcome() == null ? "running or killed" : run.outcome();
            html.row(
                    run.command(),
                    moment(run.startedAt()),
                    took == null ? "" : took.toMillis() + " ms",
                    run.holder(),
                    run.failure() == null ? outcome : outcome + ": " + run.failure());
        }
        html.raw("</tbody></table></div>\n");
    }

    private void keyring() {
        html.raw("<h2>Keyring</h2><div class=\"scroll\"><table>")
                .head("key", "state", "age", "wrapped by root key", "copy of the root key proved")
                .raw("<tbody>");
        for (Keyring.Entry entry : status.keyring().entries()) {
            html.row(
                    entry.kid(),
                    entry.state(),
                    Duration.between(entry.createdAt(), status.now()).toDays() + " days",
                    entry.rootFingerprint(),
                    entry.escrowVerifiedAt() == null ? "never" : moment(entry.escrowVerifiedAt()));
        }
        html.raw("</tbody></table></div>\n");
    }

    private void retention() {
        status.retention()
                .ifPresent(retention -> html.raw("<h2>Retention</h2>")
                        .element(
                                "p",
                                retention.deployments() + " deployments, " + retention.ownWindows()
                                        + " with a window of their own, " + retention.holds() + " on hold")
                        .raw("\n"));
    }

    private static String moment(@Nullable Instant moment) {
        return moment == null ? "never" : moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String day(Instant moment) {
        return moment.toString().substring(0, "2026-01-01".length());
    }
}
