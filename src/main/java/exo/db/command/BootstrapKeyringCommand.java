package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.failure.ExitStatus;
import exo.db.keyring.KeyringService;
import exo.db.render.BootstrapRendering;
import exo.db.render.PlanRendering;
import exo.db.render.Renderer;
import exo.db.schema.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code exo-db-cli bootstrap-keyring}: the fifth step of a boot by itself. */
@Command(
        name = "bootstrap-keyring",
        description = "Create the encryption keyring, or check that the key opens the one that is there.",
        footer = {
            "",
            "Nothing is written unless there is no keyring and nothing was ever sealed. Needs EXO_ENCRYPTION_KEY",
            "or EXO_ENCRYPTION_KEY_FILE. migrate does the same at every start.",
            "",
            "Exit codes: 0 the keyring is there and opens; 10 11 15 try again; 12 the key or the keyring;",
            "13 the schema; 14 refused; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring --dry-run",
            "  exo-db-cli bootstrap-keyring status --output json"
        })
final class BootstrapKeyringCommand implements Callable<Integer> {
    private static final String NAME = "bootstrap-keyring";

    private final CommandContext context;

    private BootstrapKeyringCommand(CommandContext context) {
        this.context = context;
    }

    /** The command with its subcommands. */
    static CommandLine tree(CommandContext context) {
        return new CommandLine(new BootstrapKeyringCommand(context))
                .addSubcommand(new KeyringStatusCommand(context))
                .addSubcommand(new KeyringRotateCommand(context))
                .addSubcommand(new KeyringRewrapCommand(context))
                .addSubcommand(new KeyringEscrowCheckCommand(context))
                .addSubcommand(new KeyringSealCommand(context))
                .addSubcommand(new KeyringVerifyCommand(context));
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect(NAME);
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            KeyringService keyring = context.services().keyring();
            Renderer renderer = connected.renderer();
            Plan plan = keyring.planAlone(session, key);
            if (context.options().isDryRun()) {
                renderer.result(new PlanRendering(plan, session.schema(), renderer.output()));
                return ExitStatus.DONE.code();
            }
            context.services()
                    .executor()
                    .apply(session, plan, context.options().lockWait(), Obstacle.STOP, renderer::event);
            renderer.result(new BootstrapRendering(keyring.verify(session, key, plan)));
            return ExitStatus.DONE.code();
        }
    }
}
