package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.failure.ExoException;
import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Keyring.Entry;
import exo.db.maintenance.StatusReport.Keyring.Fit;
import exo.db.maintenance.StatusReport.Outlook;
import exo.db.maintenance.StatusReport.Partitions;
import exo.db.maintenance.StatusReport.Partitions.Monthly;
import exo.db.maintenance.StatusReport.Recordings;
import exo.db.maintenance.StatusReport.Retention;
import exo.db.maintenance.StatusReport.Run;
import exo.db.maintenance.StatusReport.Schema;
import exo.db.maintenance.StatusReport.Schema.Fingerprint;
import exo.db.maintenance.StatusReport.Schema.State;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import exo.db.schema.ChangeText;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Foresight;
import exo.db.schema.Hazard;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at everything once and writes nothing; works on an empty database, on a standby and without a key. */
public final class StatusService {
    private final DeclaredSchema declared;
    private final BiFunction<Session, SchemaSnapshot, Foresight> boot;
    private final Function<Session, Plan> drops;

    /**
     * @param boot what a boot would come to for schema and partitions; throws where the schema is not Exo's
     * @param drops of the expired months, in as far as nobody has to allow it
     */
    public StatusService(
            DeclaredSchema declared,
            BiFunction<Session, SchemaSnapshot, Foresight> boot,
            Function<Session, Plan> drops) {
        this.declared = declared;
        this.boot = boot;
        this.drops = drops;
    }

    /** How everything stands now. */
    public StatusReport read(Session session, KeyAtHand key) {
        try {
            return new Look(session, CatalogReader.snapshot(session, declared)).report(key);
        } catch (RuntimeException e) {
            throw WorkFailed.of(e, "see how everything stands");
        }
    }

    /** One look at one database. */
    private final class Look {
        private final Session session;
        private final SchemaSnapshot snapshot;
        private final Instant now;

        Look(Session session, SchemaSnapshot snapshot) {
            this.session = session;
            this.snapshot = snapshot;
            this.now = MaintenanceQueries.now(session);
        }

        StatusReport report(KeyAtHand key) {
            Schema schema = schema();
            Keyring keyring = keyring(key);
            Partitions partitions = partitions();
            Optional<Retention> retention = retention();
            List<Run> runs = has("maintenance_runs") ? StatusQueries.runs(session) : List.of();
            List<UnfinishedStep> unfinished = unfinished(schema.outlook());
            Map<TaskName, TaskHistory> tasks =
                    has("maintenance_runs") ? MaintenanceQueries.histories(session) : Map.of();
            List<Pending> next =
                    new ArrayList<>(StatusAdvice.of(schema, unfinished, keyring, partitions, daemon(tasks)));
            next.addAll(fusedMonths(schema, retention));
            return new StatusReport(
                    session.server(),
                    now,
                    schema,
                    keyring,
                    partitions,
                    retention,
                    recordings(tasks),
                    runs,
                    unfinished,
                    next);
        }

        /**
         * What the fuse stops while anything is held, when a boot looks at no expired month. What else stays, stays for
         * what this role lacks, which says nothing of the daemon's.
         */
        private List<Pending> fusedMonths(Schema schema, Optional<Retention> retention) {
            boolean isLeftToTheDaemon = schema.state() == State.CURRENT
                    && retention.filter(overview -> overview.holds() > 0).isPresent();
            if (!isLeftToTheDaemon) {
                return List.of();
            }
            try {
                return drops.apply(session).pending().stream()
                        .filter(item -> item.id().equals(Hazard.MASS_DROP.pendingId()))
                        .toList();
            } catch (ExoException e) {
                return List.of(new Pending(e.id(), e.what(), e.next()));
            }
        }

        private Optional<Recordings> recordings(Map<TaskName, TaskHistory> tasks) {
            boolean complete = snapshot.table("sessions")
                    .filter(table -> table.column("cast_path").isPresent()
                            && table.column("cast_bytes").isPresent())
                    .isPresent();
            if (!complete) {
                return Optional.empty();
            }
            TaskHistory history = tasks.getOrDefault(TaskName.RECORDINGS, TaskHistory.none(TaskName.RECORDINGS));
            return Optional.of(StatusQueries.recordings(session, history.lastSuccess()));
        }

        /** What was begun once and has been done since, in whatever way, is history. */
        private List<UnfinishedStep> unfinished(Outlook outlook) {
            if (!has("migration_steps")) {
                return List.of();
            }
            return StatusQueries.unfinished(session).stream()
                    .filter(step -> step.state() == UnfinishedStep.Progress.RUNNING
                            || outlook.changes().contains(step.step()))
                    .toList();
        }

        private StatusAdvice.Daemon daemon(Map<TaskName, TaskHistory> tasks) {
            List<TaskName> failing = tasks.values().stream()
                    .filter(history -> history.failures() > 0)
                    .map(TaskHistory::task)
                    .toList();
            Optional<Instant> last = tasks.isEmpty() ? Optional.empty() : StatusQueries.lastDaemonRun(session);
            return new StatusAdvice.Daemon(last, failing, now);
        }

        private Schema schema() {
            Long version = has("schema_state") ? StatusQueries.storedVersion(session) : null;
            boolean matches = SchemaFingerprint.of(declared, snapshot).equals(SchemaFingerprint.of(declared));
            Fingerprint fingerprint = matches ? Fingerprint.MATCHES : Fingerprint.DIFFERS;
            try {
                Outlook outlook = outlook(boot.apply(session, snapshot));
                return new Schema(state(version, outlook), version, declared.version(), fingerprint, outlook);
            } catch (ExoException e) {
                Pending obstacle = new Pending(e.id(), e.what(), e.next());
                Outlook outlook = new Outlook(List.of(), List.of(), List.of(obstacle), List.of());
                return new Schema(State.UNUSABLE, version, declared.version(), fingerprint, outlook);
            }
        }

        private State state(@Nullable Long version, Outlook outlook) {
            if (snapshot.tables().isEmpty()) {
                return State.EMPTY;
            }
            if (version != null && version > declared.version()) {
                return State.NEWER;
            }
            return outlook.isSettled() ? State.CURRENT : State.PENDING;
        }

        private static Outlook outlook(Foresight foresight) {
            Plan plan = foresight.plan();
            List<String> changes = plan.steps().stream()
                    .map(step -> ChangeText.of(step.change()))
                    .toList();
            return new Outlook(changes, foresight.refusals(), plan.pending(), foresight.drift());
        }

        private Keyring keyring(KeyAtHand key) {
            List<Entry> entries = has("encryption_keys") ? StatusQueries.keyring(session) : List.of();
            return new Keyring(entries, key, fit(entries, key));
        }

        private static Fit fit(List<Entry> entries, KeyAtHand key) {
            if (entries.isEmpty() || !(key instanceof KeyAtHand.Given given)) {
                return Fit.NOTHING_TO_COMPARE;
            }
            boolean fitsAll = entries.stream()
                    .allMatch(entry -> given.fingerprint().equals(entry.rootFingerprint())
                            || given.fingerprint().equals(entry.nextRootFingerprint()));
            return fitsAll ? Fit.FITS : Fit.ANOTHER_KEY;
        }

        private Partitions partitions() {
            List<Monthly> tables = snapshot.tables().values().stream()
                    .filter(table -> table.kind() == ObservedTable.Kind.PARTITIONED)
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .map(this::monthly)
                    .toList();
            return new Partitions(tables, has("detached_partitions") ? StatusQueries.trashed(session) : 0);
        }

        private Monthly monthly(ObservedTable table) {
            long defaultRows = table.leaves().stream()
                    .filter(leaf -> leaf.state() == ObservedLeaf.State.DEFAULT)
                    .mapToLong(leaf ->
                            StatusQueries.defaultRows(session, leaf.name().name()))
                    .sum();
            return new Monthly(table.name(), MonthsAhead.of(table.leaves(), now), defaultRows);
        }

        private Optional<Retention> retention() {
            boolean complete = has("maintenance_settings") && has("deployments") && has("retention_holds");
            return complete ? Optional.of(StatusQueries.retention(session)) : Optional.empty();
        }

        private boolean has(String table) {
            return snapshot.table(table).isPresent();
        }
    }
}
