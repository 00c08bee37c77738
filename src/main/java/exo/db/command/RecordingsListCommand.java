package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.RecordingUsageRendering;
import exo.db.render.Renderer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli recordings list}: how much each deployment has recorded. */
@Command(
        name = "list",
        description = "Show how many recordings each deployment has, their size and the oldest.",
        footer = {
            "",
            "Exit codes: 0 done; 10 try again; 13 the schema; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli recordings list",
            "  exo-db-cli recordings list --output json"
        })
final class RecordingsListCommand implements Callable<Integer> {
    private final CommandContext context;

    RecordingsListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("recordings list");
                Session session = connected.open()) {
            Renderer renderer = connected.renderer();
            renderer.result(new RecordingUsageRendering(
                    context.services().recordings().list(session, renderer::underWay),
                    context.services().retention().list(session).names()));
            return ExitStatus.DONE.code();
        }
    }
}
