package exo.db.web;

import exo.db.engine.RunLog;
import exo.db.failure.Word;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.TaskName;
import exo.db.maintenance.TaskRun;
import exo.db.maintenance.Vitals;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The figures for Prometheus: what this process did, counted as it happens, and how the database stands, as it was seen
 * last. No label takes a deployment's name: a label's values must be few.
 */
final class Metrics {
    private static final double LEADS = 1;
    private static final double WAITS = 0;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    private final Counter runs;
    private final Summary durations;

    /** @param version of this program */
    Metrics(String version, Vitals vitals, Observer<Observation> observer) {
        Info.builder()
                .name("exo_db_cli_build_info")
                .help("The release of exo-db-cli that runs here.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
        this.runs = Counter.builder()
                .name("exo_db_task_runs_total")
                .help("Runs of each task by this process, by how they ended.")
                .labelNames("task", "outcome")
                .register(registry);
        this.durations = Summary.builder()
                .name("exo_db_task_duration_seconds")
                .unit(Unit.SECONDS)
                .help("How long the runs of each task by this process took.")
                .labelNames("task")
                .register(registry);
        GaugeWithCallback.builder()
                .name("exo_db_leader")
                .help("Whether this process leads (1) or waits (0). The sum over all replicas is to be 1.")
                .callback(gauge -> gauge.call(vitals.term().isPresent() ? LEADS : WAITS))
                .register(registry);
        registry.register(new ObservationCollector(observer));
        startAtZero();
    }

    /** A counter that is not there yet cannot be seen to grow. */
    private void startAtZero() {
        for (TaskName task : TaskName.values()) {
            for (RunLog.Outcome outcome : RunLog.Outcome.values()) {
                runs.initLabelValues(task.word(), word(outcome));
            }
        }
    }

    void note(MaintenanceEvent event) {
        if (event instanceof MaintenanceEvent.TaskEnded ended) {
            TaskRun run = ended.run();
            runs.labelValues(run.task().word(), word(run.outcome())).inc();
            durations.labelValues(run.task().word()).observe(run.duration().toNanos() / (double) SECOND);
        }
    }

    private static final long SECOND = 1_000_000_000L;

    String contentType() {
        return format.getContentType();
    }

    void write(OutputStream out) throws IOException {
        format.write(out, registry.scrape());
    }

    private static String word(RunLog.Outcome outcome) {
        return Word.of(outcome);
    }
}
