package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.TimeOfDayConverter;
import exo.db.command.option.WrongUsage;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.failure.ExitStatus;
import exo.db.maintenance.MaintenanceLoop;
import exo.db.maintenance.MaintenanceTask;
import exo.db.maintenance.PassReport;
import exo.db.maintenance.Schedule;
import exo.db.maintenance.TaskName;
import exo.db.render.DueRendering;
import exo.db.render.MaintenanceTelling;
import exo.db.render.Output;
import exo.db.render.PassRendering;
import exo.db.render.Renderer;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli serve-maintenance}: the daemon. */
@Command(
        name = "serve-maintenance",
        description = "Make partitions, drop and delete what has expired, and check, whenever it is due.",
        footer = {
            "",
            "Any number of replicas may run: one leads, the others wait. What is due is kept in the database, so",
            "whatever was missed is made up for once. SIGTERM ends after the current batch, a second one at once.",
            "",
            "Exit codes: 0 told to stop, or all that was due is done (--once); 10 11 15 try again; 12 the key;",
            "13 the schema; 16 the login; 143 a second signal.",
            "",
            "Examples:",
            "  exo-db-cli serve-maintenance --at 02:30",
            "  exo-db-cli serve-maintenance --once --task health --output json"
        })
final class ServeMaintenanceCommand implements Callable<Integer> {
    private static final String NAME = "serve-maintenance";

    private final CommandContext context;

    @Option(names = "--once", description = "Run everything that is due, and exit.")
    private boolean once;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            split = ",",
            converter = TaskNameConverter.class,
            description = "Only these: create, default-check, drop, purge, seal, recordings, health.")
    private Set<TaskName> only = EnumSet.noneOf(TaskName.class);

    @Option(
            names = "--at",
            paramLabel = "HH:MM",
            converter = TimeOfDayConverter.class,
            defaultValue = "00:10",
            description = "When the daily tasks are due, in UTC. Default: 00:10.")
    private LocalTime at = LocalTime.MIDNIGHT;

    ServeMaintenanceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        refuseUnreadableService();
        try (Connected connected = context.connect(NAME);
                RootKey key = connected.rootKey()) {
            // What would never work, such as a wrong password or key, is to end the process and not to be tried for
            // ever.
            try (Session session = connected.open()) {
                context.services().keyring().prove(session, key);
            }
            try (SessionPool pool = connected.pool()) {
                Renderer renderer = connected.renderer();
                MaintenanceTelling telling = new MaintenanceTelling(renderer);
                MaintenanceLoop loop =
                        context.services().maintenance(pool::open, tasks(key), new Schedule(at), telling::tell);
                return run(loop, renderer).code();
            }
        }
    }

    private ExitStatus run(MaintenanceLoop loop, Renderer renderer) {
        if (context.options().isDryRun()) {
            renderer.result(new DueRendering(loop.due()));
            return ExitStatus.DONE;
        }
        if (once) {
            PassReport report = loop.once(context.services().stopOnSignal());
            renderer.result(new PassRendering(report));
            return report.exitStatus();
        }
        loop.serve(context.services().stopOnSignal());
        return ExitStatus.DONE;
    }

    private List<MaintenanceTask> tasks(RootKey key) {
        return context.services().maintenanceTasks(key).stream()
                .filter(task -> only.isEmpty() || only.contains(task.name()))
                .toList();
    }

    /** One JSON value is the result of a command that ends; a daemon has none. */
    private void refuseUnreadableService() {
        boolean endless = !once && !context.options().isDryRun();
        if (endless && context.options().output() != Output.TABLE) {
            throw new WrongUsage(
                    "output.daemon",
                    "--output " + context.options().output() + " is for what ends, and the daemon does not",
                    "",
                    "add --once, or leave --output out");
        }
    }
}
