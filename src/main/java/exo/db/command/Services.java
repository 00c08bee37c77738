package exo.db.command;

import exo.db.backup.ArchiveService;
import exo.db.backup.BackupService;
import exo.db.backup.DrillService;
import exo.db.backup.ManifestService;
import exo.db.command.option.CommonOptions;
import exo.db.command.option.Configuration;
import exo.db.crypto.RootKey;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.embedded.ScratchDirectory;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.ExplainedConnection;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.keyring.KeyringService;
import exo.db.keyring.RevisionService;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.MaintenanceLoop;
import exo.db.maintenance.MaintenanceTask;
import exo.db.maintenance.Schedule;
import exo.db.maintenance.ServiceWatch;
import exo.db.maintenance.SettingsService;
import exo.db.maintenance.StatusService;
import exo.db.maintenance.StopSignal;
import exo.db.maintenance.Vitals;
import exo.db.migrate.BootCheck;
import exo.db.migrate.MigrateService;
import exo.db.partition.AdoptionService;
import exo.db.partition.DefaultService;
import exo.db.partition.PartitionService;
import exo.db.partition.ReturnService;
import exo.db.recording.PruneService;
import exo.db.recording.RecordingService;
import exo.db.render.LogLevel;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import exo.db.retention.EraseService;
import exo.db.retention.EvidenceService;
import exo.db.retention.HoldService;
import exo.db.retention.PurgeService;
import exo.db.retention.RetentionService;
import exo.db.sealing.SealService;
import exo.db.sealing.ValueCheck;
import exo.db.web.DaemonFace;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What commands work with; everything is made when it is first asked for, so that a short command loads little. */
public interface Services {
    /**
     * These services, completed by what a file of settings says.
     *
     * @param file null where none is named; then the variable may name one
     * @throws exo.db.command.option.WrongUsage when it cannot be read or sets what is no setting
     */
    Services configured(@Nullable String file);

    /** What variables and the file set. */
    Configuration configuration();

    /** What this machine's clock says. */
    Instant now();

    /** The streams of this process. */
    Terminal terminal();

    /** This machine's clock. */
    Clock clock();

    /**
     * How much a daemon tells, read now, and again whenever SIGHUP comes; what came of that is told to the renderer.
     *
     * @throws exo.db.command.option.WrongUsage when it is no level
     */
    Supplier<LogLevel> logLevel(Renderer renderer);

    /** What is connected to; reads the connection string, its variables and its files. */
    ConnectionTarget target(CommonOptions options, Renderer renderer);

    /** What libpq would connect with, also where this tool would refuse to; empty for an embedded server. */
    Optional<ExplainedConnection> explain(CommonOptions options, Renderer renderer);

    /** What the connection string says by itself, exactly as libpq reads it. */
    ConnectionString parse(CommonOptions options, Renderer renderer);

    /** Opens sessions, and tells the renderer what it waits for; a signal gives up the share in an embedded server. */
    Database database(ConnectionTarget target, Renderer renderer);

    /** The root key, from its variables, or of the embedded server where that is the target. */
    RootKey rootKey(Database database, ConnectionTarget target, Renderer renderer);

    /** The root key, from its variables alone. */
    RootKey rootKey(Renderer renderer);

    /** The root key that is to take the place of the present one. */
    RootKey comingRootKey(Renderer renderer);

    /** The copy of a root key in a file, or from standard input where that is {@code -}. */
    RootKey rootKeyCopy(String file, Renderer renderer);

    /** Whether a boot has anything to do. */
    BootCheck bootCheck(RootKey key);

    /** The six steps of a boot. */
    MigrateService migrate(RootKey key);

    /** What applies plans. */
    PlanExecutor executor();

    /** The record of what happened. */
    RunLog runs();

    /** The monthly partitions. */
    PartitionService partitions();

    /** Months that come back from the trash. */
    ReturnService returns();

    /** Plain tables that are to have months. */
    AdoptionService adoption();

    /** Rows that no month took. */
    DefaultService defaultPartitions();

    /** The encryption keyring. */
    KeyringService keyring();

    /** What changes the keys of the keyring. */
    RevisionService keyringRevisions();

    /** The checks of what is backed up. */
    BackupService backup();

    /** The checks of a dump without any server. */
    ArchiveService archive();

    /** The restore of a dump where it harms nobody. */
    DrillService drill();

    /** A directory for a server that is needed once; a signal removes it. */
    ScratchDirectory scratchDirectory(Path parent);

    /** The server in that directory, fast and not durable. */
    ConnectionTarget scratch(ScratchDirectory directory);

    /** The server that a connection string names for a drill. */
    ConnectionTarget scratch(String dsn, Renderer renderer);

    /** What that database holds, written down. */
    ManifestService manifests(Database database, ConnectionTarget target);

    /** The check of all encrypted values. */
    ValueCheck values();

    /** The sealing of what is not sealed yet. */
    SealService sealing();

    /** Windows of retention. */
    RetentionService retention();

    /** What keeps a deployment whatever its window. */
    HoldService holds();

    /** What removes everything of one deployment. */
    EraseService erasing();

    /** The proof of deletion. */
    EvidenceService evidence();

    /** The deletion of what is past its window. */
    PurgeService purge();

    /** The recordings of sessions. */
    RecordingService recordings();

    /** What removes recordings. */
    PruneService pruning();

    /** Whether a signal is ending the process. */
    boolean isEnding();

    /** Has the first signal ask for a stop from now on, in place of ending the process. */
    StopSignal stopOnSignal();

    /** The tasks that the daemon runs. */
    List<MaintenanceTask> maintenanceTasks(RootKey key);

    /** The daemon, with sessions to borrow. */
    MaintenanceLoop maintenance(
            Supplier<Session> sessions,
            List<MaintenanceTask> tasks,
            Schedule schedule,
            Consumer<MaintenanceEvent> audience);

    /** What the daemon shows of itself, from now on. */
    DaemonFace daemonFace(
            InetSocketAddress address, Supplier<Session> sessions, RootKey key, Schedule schedule, Vitals vitals);

    /** The daemon's signs of life, none yet. */
    Vitals vitals();

    /** Tells whatever began this process that it serves now, and by being closed that it stops. */
    ServiceWatch serviceWatch(Vitals vitals);

    /** The settings that the database keeps. */
    SettingsService settings();

    /** How everything stands. */
    StatusService status();
}
