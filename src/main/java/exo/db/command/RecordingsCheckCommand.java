package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.recording.RecordingReport;
import exo.db.render.RecordingReportRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli recordings check}: whether every recording is where, and what, it should be. */
@Command(
        name = "check",
        description = "Check the volume, every recording that a session has, and every file that none has.",
        footer = {
            "",
            "Changes nothing, and reads the first line of each file.",
            "",
            "Exit codes: 0 all is well; 4 something is wrong; 5 only warnings; 10 try again; 13 the schema;",
            "16 the login.",
            "",
            "Examples:",
            "  exo-db-cli recordings check",
            "  exo-db-cli recordings check --output json"
        })
final class RecordingsCheckCommand implements Callable<Integer> {
    private final CommandContext context;

    RecordingsCheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("recordings check");
                Session session = connected.open()) {
            RecordingReport report = context.services().recordings().check(session, connected.renderer()::underWay);
            connected.renderer().result(new RecordingReportRendering(report));
            return report.exitStatus().code();
        }
    }
}
