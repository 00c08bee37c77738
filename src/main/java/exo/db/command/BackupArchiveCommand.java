package exo.db.command;

import exo.db.backup.ArchiveCheck;
import exo.db.backup.BackupReport;
import exo.db.backup.BackupReport.Subject;
import exo.db.command.option.DurationConverter;
import exo.db.command.option.MonitoringOptions;
import exo.db.command.option.WrongUsage;
import exo.db.database.ConnectionTarget;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.Secret;
import exo.db.dsn.ServerAddress;
import exo.db.render.Renderer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli backup-check archive}: whether a dump is whole, and opened by the key at hand. */
@Command(
        name = "archive",
        description = "Read a dump to its end and open every sealed value in it, without any server.",
        footer = {
            "",
            "Reads what pg_dump 10 to 18 and pg_dumpall write: plain, custom, directory and tar, compressed or",
            "wrapped with gzip, lz4, zstd, bzip2 or xz. Needs no client programs. The key, and a password in the",
            "connection string, must not be in the dump.",
            "",
            "Exit codes: 0 all is well; 4 it is damaged, old, or holds a secret; 5 only warnings, or no key is at",
            "hand; 12 the key or the keyring.",
            "",
            "Examples:",
            "  exo-db-cli backup-check archive exo.dump",
            "  exo-db-cli backup-check archive exo.sql.gz --max-age 8d --time-zone Europe/Berlin"
        })
final class BackupArchiveCommand implements Callable<Integer> {
    private static final String NAME = "backup-check archive";

    private final CommandContext context;
    private final MonitoringOptions monitoring;

    @Parameters(paramLabel = "FILE|DIR", description = "The dump.")
    private Path dump = Path.of("");

    @Option(names = "--manifest", paramLabel = "FILE", description = "What the dump is to hold.")
    private @Nullable Path manifest;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How old the dump may be. Default: 26h.")
    private Duration maxAge = Duration.ofHours(26);

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "The zone of the clock that pg_dump read; a dump does not name it. Default: UTC.")
    private ZoneId zone = ZoneId.of("UTC");

    BackupArchiveCommand(CommandContext context, MonitoringOptions monitoring) {
        this.context = context;
        this.monitoring = monitoring;
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer(NAME);
        return new CheckRun(context, monitoring, Subject.ARCHIVE).finish(renderer, () -> check(renderer));
    }

    private BackupReport check(Renderer renderer) {
        ArchiveCheck wanted = new ArchiveCheck(
                dump,
                manifest,
                context.options().schema(),
                () -> context.services().rootKey(renderer),
                () -> passwords(renderer),
                maxAge,
                zone,
                renderer::underWay);
        return context.services().archive().check(wanted);
    }

    /** A password that is the name of the role stands in every dump, and its strength is another matter. */
    private static boolean isName(String password, ResolvedConnection connection) {
        return password.equals(connection.user()) || password.equals(connection.database());
    }

    /** Those that a connection string gives; none is needed to check a dump. */
    private List<String> passwords(Renderer renderer) {
        try {
            ConnectionTarget target = context.services().target(context.options(), renderer);
            return switch (target) {
                case ConnectionTarget.Embedded embedded -> List.of();
                case ConnectionTarget.Server server ->
                    server.connection().servers().stream()
                            .map(ServerAddress::password)
                            .filter(Objects::nonNull)
                            .map(Secret::reveal)
                            .filter(password -> !isName(password, server.connection()))
                            .distinct()
                            .toList();
            };
        } catch (WrongUsage e) {
            return List.of();
        }
    }
}
