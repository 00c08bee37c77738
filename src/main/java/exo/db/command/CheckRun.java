package exo.db.command;

import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.command.option.MonitoringOptions;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.render.BackupMetrics;
import exo.db.render.BackupRendering;
import exo.db.render.NagiosLine;
import exo.db.render.Renderer;
import java.util.function.Supplier;

/** One check of a backup, told to whoever asked for it. */
final class CheckRun {
    private final CommandContext context;
    private final MonitoringOptions monitoring;
    private final Subject subject;

    CheckRun(CommandContext context, MonitoringOptions monitoring, Subject subject) {
        this.context = context;
        this.monitoring = monitoring;
        this.subject = subject;
    }

    /**
     * Runs it, writes the metrics whatever comes of it, and tells the report.
     *
     * @return the exit code
     */
    int finish(Renderer renderer, Supplier<BackupReport> check) {
        BackupReport report = report(check);
        metrics(BackupMetrics.of(report, context.services().now()));
        if (monitoring.isNagios()) {
            NagiosLine line = NagiosLine.of(report);
            renderer.line(line);
            return line.status().code();
        }
        renderer.result(new BackupRendering(report));
        report.failure().ifPresent(failure -> {
            throw failure;
        });
        return monitoring.code(report.exitStatus());
    }

    private BackupReport report(Supplier<BackupReport> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            ExitStatus status = e instanceof ExoException known ? known.exitStatus() : ExitStatus.BUG;
            try {
                metrics(BackupMetrics.of(subject, status, context.services().now()));
            } catch (TextfileUnwritable unwritable) {
                e.addSuppressed(unwritable);
            }
            throw e;
        }
    }

    private void metrics(String text) {
        monitoring.textfile().ifPresent(file -> Textfile.write(file, text));
    }
}
