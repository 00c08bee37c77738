package exo.db.command;

import exo.db.backup.BackupService;
import exo.db.command.option.CommonOptions;
import exo.db.crypto.RootKey;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.keyring.KeyringService;
import exo.db.migrate.BootCheck;
import exo.db.migrate.MigrateService;
import exo.db.partition.PartitionService;
import exo.db.recording.RecordingService;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import exo.db.retention.RetentionService;

/** What commands work with; everything is made when it is first asked for, so that a short command loads little. */
public interface Services {
    /** The streams of this process. */
    Terminal terminal();

    /** What is connected to; reads the connection string, its variables and its files. */
    ConnectionTarget target(CommonOptions options, Renderer renderer);

    /** Opens sessions, and tells the renderer what it waits for. */
    Database database(Renderer renderer);

    /** The root key, from its variables, or of the embedded server where that is the target. */
    RootKey rootKey(Database database, ConnectionTarget target, Renderer renderer);

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

    /** The encryption keyring. */
    KeyringService keyring();

    /** The checks of what is backed up. */
    BackupService backup();

    /** Windows, and the deletion of what is past them. */
    RetentionService retention();

    /** The recordings of sessions. */
    RecordingService recordings();
}
