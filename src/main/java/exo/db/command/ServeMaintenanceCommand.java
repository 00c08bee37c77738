package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.ListenConverter;
import exo.db.command.option.TimeOfDayConverter;
import exo.db.command.option.WrongUsage;
import exo.db.crypto.RootKey;
import exo.db.database.ServerFacts;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.failure.ExitStatus;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.MaintenanceLoop;
import exo.db.maintenance.MaintenanceTask;
import exo.db.maintenance.PassReport;
import exo.db.maintenance.Schedule;
import exo.db.maintenance.ServiceWatch;
import exo.db.maintenance.TaskName;
import exo.db.maintenance.Vitals;
import exo.db.render.DueRendering;
import exo.db.render.MaintenanceTelling;
import exo.db.render.Output;
import exo.db.render.PassRendering;
import exo.db.render.Renderer;
import exo.db.web.DaemonFace;
import exo.db.web.ListenRefused;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli serve-maintenance}: the daemon. */
@Command(
        name = "serve-maintenance",
        description = "Make partitions, drop and delete what has expired, and check, whenever it is due.",
        footer = {
            "",
            "Any number of replicas may run: one leads, the others wait. What is due is kept in the database, so",
            "whatever was missed is made up for once. SIGTERM ends after the current batch, a second one at once;",
            "SIGHUP reads log-level in the file of --config again.",
            "It answers GET: / is a page for people, /metrics is for Prometheus, /livez and /readyz are probes.",
            "",
            "Exit codes: 0 told to stop, or all that was due is done (--once); 10 11 15 try again; 12 the key;",
            "13 the schema; 14 the address of --listen; 16 the login; 143 a second signal.",
            "",
            "Examples:",
            "  exo-db-cli serve-maintenance --at 02:30 --listen 0.0.0.0:9188",
            "  exo-db-cli serve-maintenance --once --task health --output json"
        })
final class ServeMaintenanceCommand implements Callable<Integer> {
    private static final String NAME = "serve-maintenance";

    private static final InetSocketAddress USUAL_ADDRESS =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 9188);

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

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenConverter.class,
            description = "Where to answer over HTTP, or none. Default: 127.0.0.1:9188.")
    private ListenConverter.@Nullable Choice listen;

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
            Schedule schedule = prove(connected, key);
            try (SessionPool pool = connected.pool()) {
                Vitals vitals = context.services().vitals();
                return run(new Daemon(connected.renderer(), pool, key, schedule, vitals))
                        .code();
            }
        }
    }

    /** When tasks are due here. */
    private Schedule prove(Connected connected, RootKey key) {
        try (Session session = connected.open()) {
            context.services().keyring().prove(session, key);
            ServerFacts server = session.server();
            return Schedule.spread(at, server.database() + "/" + server.schema());
        }
    }

    /** What the daemon works with. */
    private record Daemon(Renderer renderer, SessionPool pool, RootKey key, Schedule schedule, Vitals vitals) {}

    private ExitStatus run(Daemon daemon) {
        MaintenanceTelling telling =
                new MaintenanceTelling(daemon.renderer(), context.services().logLevel(daemon.renderer()));
        if (context.options().isDryRun()) {
            daemon.renderer()
                    .result(new DueRendering(loop(daemon, telling::tell).due()));
            return ExitStatus.DONE;
        }
        if (once) {
            PassReport report =
                    loop(daemon, telling::tell).once(context.services().stopOnSignal());
            daemon.renderer().result(new PassRendering(report));
            return report.exitStatus();
        }
        try (DaemonFace face = face(daemon);
                ServiceWatch watch = context.services().serviceWatch(daemon.vitals())) {
            Consumer<MaintenanceEvent> audience = event -> {
                daemon.vitals().note(event);
                face.note(event);
                telling.tell(event);
            };
            watch.ready();
            loop(daemon, audience).serve(context.services().stopOnSignal());
        }
        return ExitStatus.DONE;
    }

    /** An address that was named is insisted on; the usual one may be taken by another daemon on this machine. */
    private DaemonFace face(Daemon daemon) {
        Optional<InetSocketAddress> address = listen == null ? Optional.of(USUAL_ADDRESS) : listen.address();
        if (address.isEmpty()) {
            return DaemonFace.hidden();
        }
        try {
            DaemonFace face = context.services()
                    .daemonFace(address.get(), daemon.pool()::open, daemon.key(), daemon.schedule(), daemon.vitals());
            face.address().ifPresent(bound -> daemon.renderer().progress("listening on http://" + hostAndPort(bound)));
            return face;
        } catch (ListenRefused refused) {
            if (listen != null) {
                throw refused;
            }
            daemon.renderer().warning(refused.what() + ": " + refused.why(), refused.next());
            return DaemonFace.hidden();
        }
    }

    private MaintenanceLoop loop(Daemon daemon, Consumer<MaintenanceEvent> audience) {
        return context.services().maintenance(daemon.pool()::open, tasks(daemon.key()), daemon.schedule(), audience);
    }

    private static String hostAndPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
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
