package exo.db.command;

import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.backup.DrillService;
import exo.db.backup.DrillService.Live;
import exo.db.backup.DrillService.Wanted;
import exo.db.command.CommandContext.Connected;
import exo.db.command.option.MonitoringOptions;
import exo.db.command.option.WrongUsage;
import exo.db.database.ConnectionFailed;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.database.ScratchServer;
import exo.db.database.Session;
import exo.db.database.embedded.ScratchDirectory;
import exo.db.render.Renderer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli backup-check restore}: the drill. */
@Command(
        name = "restore",
        description = "Restore a dump where it harms nobody, and check what came of it.",
        footer = {
            "",
            "Into a PostgreSQL 16 of its own in a temporary directory, or into a database that it makes on the",
            "server of --scratch-dsn, which must not be the live one. Either is gone afterwards. Then the",
            "catalog, indexes, constraints, sequences and rows are looked at, and every sealed value is opened.",
            "Needs no client programs. Owners and rights are not restored.",
            "",
            "Exit codes: 0 it is all there; 4 it is not; 5 only warnings; 12 the key or the keyring; 14 the",
            "scratch server is the live one, or its database is not empty.",
            "",
            "Examples:",
            "  exo-db-cli backup-check restore exo.dump --manifest exo.manifest.json",
            "  exo-db-cli backup-check restore exo.dump --scratch-dir /var/tmp --output json"
        })
final class BackupRestoreCommand implements Callable<Integer> {
    private static final String NAME = "backup-check restore";

    private final CommandContext context;
    private final MonitoringOptions monitoring;

    @Parameters(paramLabel = "FILE|DIR", description = "The dump, in any of pg_dump's formats.")
    private Path dump = Path.of("");

    @Option(names = "--manifest", paramLabel = "FILE", description = "What the dump is to hold.")
    private @Nullable Path manifest;

    @Option(
            names = "--scratch-dsn",
            paramLabel = "DSN",
            description = "An empty database of a server to restore into; a new one is made beside it.")
    private @Nullable String scratchDsn;

    @Option(
            names = "--scratch-dir",
            paramLabel = "DIR",
            description = "Where the server of its own is put for the time. Default: the system's directory.")
    private Path scratchDirectory = Path.of(System.getProperty("java.io.tmpdir"));

    BackupRestoreCommand(CommandContext context, MonitoringOptions monitoring) {
        this.context = context;
        this.monitoring = monitoring;
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer(NAME);
        return new CheckRun(context, monitoring, Subject.RESTORE).finish(renderer, () -> restore(renderer));
    }

    private BackupReport restore(Renderer renderer) {
        String dsn = scratchDsn;
        return dsn == null ? intoItsOwn(renderer) : into(context.services().scratch(dsn, renderer), renderer);
    }

    private BackupReport intoItsOwn(Renderer renderer) {
        try (ScratchDirectory directory = context.services().scratchDirectory(scratchDirectory)) {
            ConnectionTarget target = context.services().scratch(directory);
            try (Database database = context.services().database(target, renderer)) {
                return drill().restore(server(database, target), wanted(renderer));
            }
        }
    }

    private BackupReport into(ConnectionTarget target, Renderer renderer) {
        try (Database database = context.services().database(target, renderer)) {
            return drill().restore(server(database, target), wanted(renderer), live());
        }
    }

    private DrillService drill() {
        return context.services().drill();
    }

    private static ScratchServer server(Database database, ConnectionTarget target) {
        return new ScratchServer(database, target, "exo-db-cli/" + NAME);
    }

    private Wanted wanted(Renderer renderer) {
        return new Wanted(
                dump,
                manifest,
                context.options().schema(),
                () -> context.services().rootKey(renderer),
                renderer::underWay);
    }

    /** Of the live server where it is known and can be reached; a drill is worth most where it cannot. */
    private Live live() {
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            return Live.of(session);
        } catch (WrongUsage | ConnectionFailed e) {
            return new Live(null);
        }
    }
}
