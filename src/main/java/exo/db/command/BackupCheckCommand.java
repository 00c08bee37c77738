package exo.db.command;

import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.backup.LiveCheck;
import exo.db.command.CommandContext.Connected;
import exo.db.command.option.DurationConverter;
import exo.db.command.option.MonitoringOptions;
import exo.db.database.Session;
import exo.db.render.Renderer;
import exo.db.sealing.ValueCheck.Depth;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exo-db-cli backup-check}: whether what is backed up could be read again. */
@Command(
        name = "backup-check",
        description = "Prove that a backup can be read, and that the key for it is at hand.",
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "By itself it looks at the live database: the key, its copy in escrow, the encrypted values and the",
            "server. A sample of values is large enough to be 99 %% sure that fewer than 1 in 1,000 of a table",
            "are bad. Writes nothing but the time of an escrow proof. With --nagios it exits with 0 1 2 3.",
            "",
            "Exit codes: 0 all is well; 4 something is not; 5 only warnings; 10 11 try again; 12 the key or the",
            "keyring; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli backup-check --output json",
            "  exo-db-cli backup-check --full --textfile /var/lib/node_exporter/exo_backup.prom"
        })
final class BackupCheckCommand implements Callable<Integer> {
    private static final String NAME = "backup-check";

    private final CommandContext context;

    @Mixin
    private MonitoringOptions monitoring = new MonitoringOptions();

    @Option(names = "--full", description = "Open every value.")
    private boolean full;

    @Option(
            names = "--escrow-key-file",
            paramLabel = "FILE",
            description = "Prove the copy of the root key in FILE; - reads it from standard input.")
    private @Nullable String escrowKeyFile;

    @Option(
            names = "--escrow-max-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How old the last proof of that copy may be. Default: 90d.")
    private Duration escrowMaxAge = Duration.ofDays(90);

    private BackupCheckCommand(CommandContext context) {
        this.context = context;
    }

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        BackupCheckCommand live = new BackupCheckCommand(context);
        return new CommandLine(live)
                .addSubcommand(new BackupArchiveCommand(context, live.monitoring))
                .addSubcommand(new BackupRestoreCommand(context, live.monitoring))
                .addSubcommand(new BackupManifestCommand(context, live.monitoring));
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer(NAME);
        return new CheckRun(context, monitoring, Subject.LIVE).finish(renderer, this::check);
    }

    private BackupReport check() {
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            String copy = escrowKeyFile;
            LiveCheck wanted = new LiveCheck(
                    connected::rootKey,
                    full ? Depth.EVERY_VALUE : Depth.SAMPLE,
                    copy == null ? null : () -> context.services().rootKeyCopy(copy, connected.renderer()),
                    escrowMaxAge,
                    connected.renderer()::underWay);
            return context.services().backup().check(session, wanted);
        }
    }
}
