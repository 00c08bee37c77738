package exo.db.render;

import exo.db.backup.BackupCheck;
import exo.db.backup.BackupCheck.Outcome;
import exo.db.backup.BackupReport;
import exo.db.backup.Figure;
import exo.db.backup.Figure.Measure;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.Comparator;

/**
 * How a check ended in the one line that Nagios and its kin take, and in their exit codes.
 *
 * @see <a href="https://www.monitoring-plugins.org/doc/guidelines.html">Monitoring Plugins Development Guidelines</a>
 */
public record NagiosLine(Status status, String text) {
    /** What a plugin exits with. */
    public enum Status {
        OK(0),
        WARNING(1),
        CRITICAL(2),
        UNKNOWN(3);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** What an exit status of this tool means to monitoring. */
        public static Status of(ExitStatus status) {
            return switch (status) {
                case DONE -> OK;
                case CHECK_WARNED -> WARNING;
                case CHECK_FAILED, KEY -> CRITICAL;
                case BUG,
                        USAGE,
                        PENDING,
                        UNREACHABLE,
                        LOCKED,
                        SCHEMA,
                        REFUSED,
                        STOPPED,
                        CONNECTION_REFUSED,
                        INTERRUPTED,
                        TERMINATED -> UNKNOWN;
            };
        }

        /** The plugin's exit code. */
        public int code() {
            return code;
        }
    }

    /** What a report comes to: the worst thing that was found first, and the figures for a graph. */
    public static NagiosLine of(BackupReport report) {
        String worst = report.checks().stream()
                .filter(check -> check.outcome() == Outcome.CRITICAL || check.outcome() == Outcome.WARNING)
                .max(Comparator.comparing(BackupCheck::outcome))
                .map(check -> "; " + check.id() + ": " + check.what())
                .orElse("");
        String text = report.subject().word() + ": " + BackupRendering.summary(report) + worst;
        return new NagiosLine(Status.of(report.exitStatus()), clean(text) + " | " + performance(report));
    }

    /** What a failure comes to. */
    public static NagiosLine of(ExoException failure) {
        String why = failure.why().isEmpty() ? "" : ": " + failure.why();
        return new NagiosLine(Status.of(failure.exitStatus()), clean(failure.id() + ": " + failure.what() + why));
    }

    /** The whole line. */
    public String line() {
        return "EXO BACKUP " + status + " - " + text;
    }

    private static String performance(BackupReport report) {
        StringBuilder data = new StringBuilder("critical=" + report.count(Outcome.CRITICAL) + " warning="
                + report.count(Outcome.WARNING) + " ok=" + report.count(Outcome.OK));
        for (Figure figure : report.figures()) {
            if (figure.of().isEmpty()) {
                data.append(' ')
                        .append(figure.measure().word())
                        .append('=')
                        .append(BackupRendering.number(figure.value()))
                        .append(figure.measure() == Measure.SIZE ? "B" : "s");
            }
        }
        long rows = report.figures().stream()
                .filter(figure -> figure.measure() == Measure.ROWS)
                .mapToLong(figure -> Math.round(figure.value()))
                .sum();
        return data.append(" rows=").append(rows).toString();
    }

    /** One line, and no bar, which would begin the figures. */
    private static String clean(String text) {
        return text.replace('|', '/').replaceAll("\\s+", " ");
    }
}
