package exo.db.render;

import exo.db.retention.Evidence;
import exo.db.retention.Evidence.Deleted;
import exo.db.retention.Evidence.Month;
import exo.db.retention.Evidence.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The proof of deletion as lines of RFC 4180, all with the same columns; a run that deleted nothing has one too. */
final class EvidenceCsv {
    private static final List<String> HEADS = List.of(
            "why",
            "run",
            "command",
            "trigger",
            "holder",
            "version",
            "started_at",
            "finished_at",
            "outcome",
            "table",
            "partition",
            "deployment",
            "count",
            "bytes",
            "cutoff",
            "from",
            "to");

    private EvidenceCsv() {}

    static List<String> lines(Evidence evidence) {
        List<String> lines = new ArrayList<>();
        lines.add(line(HEADS.toArray()));
        for (Run run : evidence.runs()) {
            if (run.deleted().isEmpty()) {
                lines.add(line(run, "nothing", "", "", null, 0L, null, null));
            }
            run.deleted().forEach(deleted -> lines.add(line(run, deleted)));
        }
        evidence.months().forEach(month -> lines.add(line(month)));
        return lines;
    }

    private static String line(Run run, Deleted deleted) {
        return line(
                run,
                deleted.manner().word(),
                deleted.table(),
                deleted.partition(),
                deleted.deployment(),
                deleted.count(),
                deleted.bytes(),
                deleted.cutoff());
    }

    private static String line(Run run, String why, @Nullable Object... what) {
        List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                why,
                run.id(),
                run.command(),
                run.trigger(),
                run.holder(),
                run.version(),
                run.startedAt(),
                run.finishedAt(),
                run.outcome()));
        cells.addAll(Arrays.asList(what));
        cells.add(null);
        cells.add(null);
        return line(cells.toArray());
    }

    private static String line(Month month) {
        return line(
                month.state(),
                null,
                null,
                null,
                null,
                null,
                month.detachedAt(),
                month.endedAt(),
                null,
                month.table(),
                month.partition(),
                null,
                month.rows(),
                month.bytes(),
                null,
                month.from(),
                month.to());
    }

    private static String line(@Nullable Object... cells) {
        return Arrays.stream(cells).map(EvidenceCsv::cell).collect(Collectors.joining(","));
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean isQuoted = text.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return isQuoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
