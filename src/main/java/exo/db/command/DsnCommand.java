package exo.db.command;

import exo.db.dsn.ExplainedConnection;
import exo.db.failure.ExitStatus;
import exo.db.render.DsnRendering;
import exo.db.render.Renderer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli dsn}: what the connection string comes to. */
@Command(
        name = "dsn",
        description = {
            "Show every effective connection setting and where it came from.",
            "",
            "Connects to nothing. The connection string comes first, then its service, then the PG* variables, then"
                    + " libpq's built-in values; a password is looked up in the password file last. With --parse-only"
                    + " only what the string itself says, read as libpq reads it; values are not judged."
        },
        footer = {
            "",
            "Exit codes: 0 done; 2 the connection string is missing, libpq would refuse it, or it asks for what",
            "cannot be honoured here (the settings are shown all the same).",
            "",
            "Examples:",
            "  exo-db-cli dsn --dsn 'host=db.example user=exo dbname=exo'",
            "  exo-db-cli dsn --dsn 'service=exo' --output json",
            "  exo-db-cli dsn --parse-only --show-secrets"
        })
final class DsnCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--show-secrets", description = "Show passwords too.")
    private boolean showSecrets;

    @Option(names = "--parse-only", description = "Show what the connection string alone says.")
    private boolean parseOnly;

    DsnCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer("dsn");
        DsnRendering.Secrets secrets = showSecrets ? DsnRendering.Secrets.SHOWN : DsnRendering.Secrets.HIDDEN;
        if (parseOnly) {
            renderer.result(DsnRendering.of(context.services().parse(context.options(), renderer), secrets));
            return ExitStatus.DONE.code();
        }
        ExplainedConnection connection = context.services().explain(context.options(), renderer);
        renderer.result(new DsnRendering(connection, secrets));
        connection.refuseWhatCannotBeHonoured();
        return ExitStatus.DONE.code();
    }
}
