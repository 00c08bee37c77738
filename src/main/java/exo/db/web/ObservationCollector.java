package exo.db.web;

import exo.db.failure.Word;
import exo.db.maintenance.StatusReport;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.TaskStanding;
import exo.db.partition.PartitionReport;
import exo.db.partition.PartitionReport.Partition;
import exo.db.partition.PartitionReport.Standing;
import exo.db.web.Observer.Sight;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The gauges that are read off the database. Where it cannot be looked at, only {@code exo_db_up} is told, so that an
 * old figure is never taken for a new one.
 */
final class ObservationCollector implements MultiCollector {
    private static final String TABLE = "table";
    private static final String TASK = "task";

    private final Observer<Observation> observer;

    ObservationCollector(Observer<Observation> observer) {
        this.observer = observer;
    }

    @Override
    public MetricSnapshots collect() {
        return switch (observer.sight()) {
            case Sight.Clear<Observation> clear -> new Figures(clear.seen()).snapshots();
            case Sight.None<Observation> none -> MetricSnapshots.of(up(0));
        };
    }

    private static GaugeSnapshot up(long value) {
        return new Family("exo_db_up", "Whether the database could be looked at (1) or not (0).")
                .with(value)
                .build();
    }

    /** One name with its values. */
    private static final class Family {
        private final GaugeSnapshot.Builder builder;

        Family(String name, String help) {
            this.builder = GaugeSnapshot.builder().name(name).help(help);
        }

        Family with(long value, String... labels) {
            return with((double) value, labels);
        }

        private Family with(double value, String... labels) {
            builder.dataPoint(GaugeDataPointSnapshot.builder()
                    .value(value)
                    .labels(Labels.of(labels))
                    .build());
            return this;
        }

        GaugeSnapshot build() {
            return builder.build();
        }
    }

    /** The gauges of one observation. */
    private static final class Figures {
        private final Observation seen;
        private final StatusReport status;
        private final Instant now;
        private final List<GaugeSnapshot> families = new ArrayList<>();

        Figures(Observation seen) {
            this.seen = seen;
            this.status = seen.status();
            this.now = seen.status().now();
        }

        MetricSnapshots snapshots() {
            families.add(up(1));
            schema();
            partitions();
            tasks();
            keyring();
            return new MetricSnapshots(families.toArray(GaugeSnapshot[]::new));
        }

        private void schema() {
            boolean asDeclared = status.schema().fingerprint() == StatusReport.Schema.Fingerprint.MATCHES;
            families.add(new Family("exo_db_schema_as_declared", "Whether the schema is what this release declares.")
                    .with(asDeclared ? 1 : 0)
                    .build());
            families.add(new Family("exo_db_advice", "How many things somebody should see to; status tells which.")
                    .with(status.next().size())
                    .build());
            status.retention()
                    .ifPresent(retention -> families.add(
                            new Family("exo_db_retention_holds", "Deployments of which everything is kept.")
                                    .with(retention.holds())
                                    .build()));
        }

        private void partitions() {
            Family count = new Family("exo_db_partitions", "Partitions of each monthly table by how they stand.");
            Family bytes = new Family("exo_db_partitions_bytes", "What a table's partitions hold, with their indexes.");
            Family rows = new Family("exo_db_default_partition_rows", "Rows that no month took; to be 0.");
            Family headroom = new Family(
                    "exo_db_partition_headroom_seconds", "For how long from now on every row has a partition.");
            for (PartitionReport.Table table : seen.partitions().tables()) {
                String name = table.name().name();
                for (Standing standing : Standing.values()) {
                    long number = table.partitions().stream()
                            .filter(partition -> partition.standing() == standing)
                            .count();
                    count.with(number, TABLE, name, "state", Word.of(standing));
                }
                long size =
                        table.partitions().stream().mapToLong(Partition::bytes).sum();
                bytes.with(size, TABLE, name);
                rows.with(table.defaultRows(), TABLE, name);
                headroom.with(Duration.between(now, table.coveredUntil()).toSeconds(), TABLE, name);
            }
            families.addAll(List.of(count.build(), bytes.build(), rows.build(), headroom.build()));
            families.add(
                    new Family("exo_db_detached_partitions", "Partitions that were set aside and wait to be dropped.")
                            .with(seen.partitions().trash().size())
                            .build());
        }

        private void tasks() {
            Family success = new Family(
                    "exo_db_task_last_success_timestamp_seconds", "When the last good run of each task began.");
            Family failures =
                    new Family("exo_db_task_failures", "Runs of each task since the last good one that were not.");
            Family overdue = new Family("exo_db_task_overdue_seconds", "For how long each task has been due.");
            for (TaskStanding task : seen.tasks()) {
                String word = task.task().word();
                Instant last = task.history().lastSuccess();
                if (last != null) {
                    success.with(last.getEpochSecond(), TASK, word);
                }
                failures.with(task.history().failures(), TASK, word);
                overdue.with(Math.max(0, Duration.between(task.next(), now).toSeconds()), TASK, word);
            }
            families.addAll(List.of(success.build(), failures.build(), overdue.build()));
        }

        private void keyring() {
            List<Keyring.Entry> entries = status.keyring().entries();
            Family keys = new Family("exo_db_encryption_keys", "Keys of the keyring by their state.");
            for (String state : List.of("active", "retired")) {
                keys.with(
                        entries.stream()
                                .filter(entry -> entry.state().equals(state))
                                .count(),
                        "state",
                        state);
            }
            families.add(keys.build());
            families.add(new Family("exo_db_key_fits", "Whether the root key at hand is the keyring's.")
                    .with(status.keyring().fit() == Keyring.Fit.FITS ? 1 : 0)
                    .build());
            active(entries)
                    .ifPresent(entry -> families.add(
                            new Family("exo_db_active_key_created_timestamp_seconds", "When the active key was made.")
                                    .with(entry.createdAt().getEpochSecond())
                                    .build()));
            entries.stream()
                    .map(Keyring.Entry::escrowVerifiedAt)
                    .flatMap(proof -> Optional.ofNullable(proof).stream())
                    .max(Comparator.naturalOrder())
                    .ifPresent(proof -> families.add(new Family(
                                    "exo_db_escrow_proof_timestamp_seconds",
                                    "When a copy of the root key was last proved; absent where none ever was.")
                            .with(proof.getEpochSecond())
                            .build()));
        }

        private static Optional<Keyring.Entry> active(List<Keyring.Entry> entries) {
            return entries.stream()
                    .filter(entry -> entry.state().equals("active"))
                    .findFirst();
        }
    }
}
