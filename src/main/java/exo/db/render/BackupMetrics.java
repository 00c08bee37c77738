package exo.db.render;

import exo.db.backup.BackupCheck;
import exo.db.backup.BackupCheck.Outcome;
import exo.db.backup.BackupLevel;
import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Figure;
import exo.db.failure.ExitStatus;
import exo.db.sealing.ColumnFacts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a check of a backup ended, for the textfile collector of Prometheus' node_exporter. The names are a contract:
 * they are added, never renamed.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
 */
public final class BackupMetrics {
    private static final String PREFIX = "exo_backup_check_";

    private final StringBuilder text = new StringBuilder();
    private final Set<String> told = new LinkedHashSet<>();
    private final String subject;

    private BackupMetrics(Subject subject) {
        this.subject = "subject=\"" + subject.word() + "\"";
    }

    /** Of a check that gave a report. */
    public static String of(BackupReport report, Instant now) {
        BackupMetrics metrics = new BackupMetrics(report.subject());
        metrics.end(report.exitStatus(), now);
        metrics.levels(report);
        report.figures().forEach(metrics::figure);
        report.columns().forEach(metrics::column);
        return metrics.text.toString();
    }

    /** Of a check that failed before it had a report. */
    public static String of(Subject subject, ExitStatus status, Instant now) {
        BackupMetrics metrics = new BackupMetrics(subject);
        metrics.end(status, now);
        return metrics.text.toString();
    }

    private void end(ExitStatus status, Instant now) {
        add("exit_code", "Exit code of the check.", "", status.code());
        add("timestamp_seconds", "When the check ended.", "", (double) now.getEpochSecond());
    }

    private void levels(BackupReport report) {
        Map<BackupLevel, Outcome> worst = new EnumMap<>(BackupLevel.class);
        for (BackupCheck check : report.checks()) {
            worst.merge(check.level(), check.outcome(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        worst.forEach((level, outcome) -> add(
                "level",
                "How a level ended: 0 well, 1 warning, 2 critical, 3 left out.",
                ",level=\"" + level + "\"",
                switch (outcome) {
                    case OK -> 0;
                    case WARNING -> 1;
                    case CRITICAL -> 2;
                    case LEFT_OUT -> 3;
                }));
    }

    private void figure(Figure figure) {
        String of = figure.of().isEmpty() ? "" : ",table=\"" + quoted(figure.of()) + "\"";
        add(figure.measure().word(), figure.measure().meaning(), of, figure.value());
    }

    private void column(ColumnFacts column) {
        String place = ",table=\"" + quoted(column.table()) + "\",column=\"" + quoted(column.column()) + "\"";
        long bad = column.damaged().count() + column.unknown().count();
        add("values", "Values of an encrypted column by what came of opening them.", place + ",result=\"bad\"", (double)
                bad);
        add("values", "", place + ",result=\"good\"", (double) column.good());
        add("values", "", place + ",result=\"plaintext\"", (double)
                column.plaintext().count());
    }

    private void add(String name, String help, String labels, double value) {
        if (told.add(name)) {
            text.append("# HELP ").append(PREFIX).append(name).append(' ').append(help);
            text.append("\n# TYPE ").append(PREFIX).append(name).append(" gauge\n");
        }
        text.append(PREFIX)
                .append(name)
                .append('{')
                .append(subject)
                .append(labels)
                .append("} ");
        text.append(BackupRendering.number(value)).append('\n');
    }

    private static String quoted(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
