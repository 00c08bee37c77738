package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.dsn.ResolvedConnection;
import exo.db.failure.ExitStatus;
import exo.db.render.DsnRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli dsn}: what the connection string comes to. */
@Command(
        name = "dsn",
        description = "Show every effective connection setting and where it came from.",
        footer = {
            "",
            "Exit codes: 0 done; 2 the connection string is missing, malformed or asks for what cannot be honoured.",
            "",
            "Examples:",
            "  exo-db-cli dsn --dsn 'host=db.example user=exo dbname=exo'",
            "  exo-db-cli dsn --output json"
        })
final class DsnCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--show-secrets", description = "Show passwords too.")
    private boolean showSecrets;

    DsnCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("dsn")) {
            ResolvedConnection connection =
                    connected.database().resolve(connected.settings().target());
            DsnRendering.Secrets secrets = showSecrets ? DsnRendering.Secrets.SHOWN : DsnRendering.Secrets.HIDDEN;
            connected.renderer().result(new DsnRendering(connection, secrets));
            return ExitStatus.DONE.code();
        }
    }
}
