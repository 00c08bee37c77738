package exo.db.command;

import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.backup.ManifestService.Wanted;
import exo.db.command.CommandContext.Connected;
import exo.db.command.option.MonitoringOptions;
import exo.db.database.Session;
import exo.db.render.Renderer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli backup-check manifest}: what the database held when a dump was made. */
@Command(
        name = "manifest",
        description = "Write down what the database holds, while pg_dump dumps the very same moment.",
        footer = {
            "",
            "Rows and a hash of each table, the catalog's and the key's fingerprints, versions and the position",
            "in the log, all of one snapshot, which --snapshot shows to pg_dump. pg_dump gets the connection by",
            "its environment and a password file; the key never. archive and restore compare with --manifest.",
            "",
            "Exit codes: 0 both are complete; 4 the dump failed, and no manifest was written; 10 11 try again;",
            "16 the login.",
            "",
            "Examples:",
            "  exo-db-cli backup-check manifest --out exo.manifest.json -- pg_dump -Fc -f exo.dump",
            "  exo-db-cli backup-check manifest --out now.json"
        })
final class BackupManifestCommand implements Callable<Integer> {
    private static final String NAME = "backup-check manifest";

    private final CommandContext context;
    private final MonitoringOptions monitoring;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The manifest; replaced if there.")
    private Path out = Path.of("");

    @Parameters(paramLabel = "-- COMMAND", description = "What makes the dump: pg_dump with its options.")
    private List<String> command = new ArrayList<>();

    BackupManifestCommand(CommandContext context, MonitoringOptions monitoring) {
        this.context = context;
        this.monitoring = monitoring;
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer(NAME);
        return new CheckRun(context, monitoring, Subject.MANIFEST).finish(renderer, this::take);
    }

    private BackupReport take() {
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            Renderer renderer = connected.renderer();
            Wanted wanted = new Wanted(out, command, renderer::progress, renderer::underWay);
            return context.services()
                    .manifests(connected.database(), connected.settings().target())
                    .take(session, wanted);
        }
    }
}
