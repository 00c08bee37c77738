package exo.db;

import exo.db.backup.ArchiveService;
import exo.db.backup.BackupService;
import exo.db.backup.DrillService;
import exo.db.backup.ManifestService;
import exo.db.command.Services;
import exo.db.command.Version;
import exo.db.command.option.CommonOptions;
import exo.db.command.option.Configuration;
import exo.db.command.option.ConfigurationFile;
import exo.db.command.option.Setting;
import exo.db.crypto.RootKey;
import exo.db.database.ClientProgram;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.database.embedded.ScratchDirectory;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.ExplainedConnection;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.keyring.KeyringReader;
import exo.db.keyring.KeyringService;
import exo.db.keyring.RevisionService;
import exo.db.maintenance.HealthTask;
import exo.db.maintenance.KeyAtHand;
import exo.db.maintenance.MaintenanceEvent;
import exo.db.maintenance.MaintenanceLoop;
import exo.db.maintenance.MaintenanceTask;
import exo.db.maintenance.ReadinessCheck;
import exo.db.maintenance.Schedule;
import exo.db.maintenance.ServiceWatch;
import exo.db.maintenance.SettingsService;
import exo.db.maintenance.StatusService;
import exo.db.maintenance.StopSignal;
import exo.db.maintenance.TaskStanding;
import exo.db.maintenance.Vitals;
import exo.db.migrate.BootCheck;
import exo.db.migrate.MigratePolicy;
import exo.db.migrate.MigrateService;
import exo.db.model.ExoSchema;
import exo.db.partition.AdoptionService;
import exo.db.partition.DefaultService;
import exo.db.partition.PartitionService;
import exo.db.partition.Purpose;
import exo.db.partition.ReturnService;
import exo.db.recording.PruneService;
import exo.db.recording.RecordingDirectory;
import exo.db.recording.RecordingService;
import exo.db.render.LogLevel;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import exo.db.retention.EraseService;
import exo.db.retention.EvidenceService;
import exo.db.retention.HoldService;
import exo.db.retention.PurgeService;
import exo.db.retention.RetentionService;
import exo.db.schema.PlannerPolicy;
import exo.db.sealing.SealService;
import exo.db.sealing.ValueCheck;
import exo.db.web.DaemonFace;
import exo.db.web.Observation;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every {@code new} of a service: what the features are made of, and which of them {@code migrate} is handed. */
final class Wiring implements Services {
    /** A network file system that answers at all does so within its own time limits, which add up to less. */
    private static final Duration DUMP_PATIENCE = Duration.ofMinutes(2);

    private final Configuration configuration;
    private final Map<String, String> environment;
    private final Properties system;
    private final Terminal terminal;
    private final Timing timing;
    private final Clock clock;
    private final String holder;
    private final Interruption interruption;

    /**
     * @param clock this machine's, which is only compared with the database's
     * @param holder host and process, to tell replicas apart in the record of runs
     * @param interruption is told what to give up when a signal ends the process
     */
    Wiring(
            Map<String, String> environment,
            Properties system,
            Terminal terminal,
            Timing timing,
            Clock clock,
            String holder,
            Interruption interruption) {
        this(Configuration.of(environment), system, terminal, timing, clock, holder, interruption);
    }

    private Wiring(
            Configuration configuration,
            Properties system,
            Terminal terminal,
            Timing timing,
            Clock clock,
            String holder,
            Interruption interruption) {
        this.configuration = configuration;
        this.environment = configuration.environment();
        this.system = system;
        this.terminal = terminal;
        this.timing = timing;
        this.clock = clock;
        this.holder = holder;
        this.interruption = interruption;
    }

    @Override
    public Services configured(@Nullable String file) {
        String named = file == null ? environment.getOrDefault(Configuration.FILE_VARIABLE, "") : file;
        Configuration complete = named.isEmpty()
                ? configuration
                : Configuration.of(environment, named, ConfigurationFile.read(Path.of(named)));
        complete.given(Setting.LOG_LEVEL)
                .ifPresent(level -> system.setProperty(LogConfiguration.LEVEL_PROPERTY, level.value()));
        return new Wiring(complete, system, terminal, timing, clock, holder, interruption);
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Supplier<LogLevel> logLevel(Renderer renderer) {
        LogDial dial = new LogDial(configuration, renderer, LogConfiguration::setLevel);
        interruption.onHangup(dial::turn);
        return dial::level;
    }

    @Override
    public ConnectionTarget target(CommonOptions options, Renderer renderer) {
        return new Targets(environment, system).target(options, renderer);
    }

    @Override
    public Optional<ExplainedConnection> explain(CommonOptions options, Renderer renderer) {
        return new Targets(environment, system).explain(options, renderer);
    }

    @Override
    public ConnectionString parse(CommonOptions options, Renderer renderer) {
        return new Targets(environment, system).parse(options, renderer);
    }

    @Override
    public Database database(ConnectionTarget target, Renderer renderer) {
        // Before any library has had a reason to log.
        system.setProperty(LogConfiguration.FORM_PROPERTY, renderer.logForm().toString());
        Database database = new Database(timing, renderer::progress, renderer::waiting);
        if (target instanceof ConnectionTarget.Embedded) {
            interruption.beforeEnd(database::close);
        }
        return database;
    }

    @Override
    public RootKey rootKey(Database database, ConnectionTarget target, Renderer renderer) {
        database.resolve(target);
        return warned(RootKey.load(environment, database.trialKeyFile()), renderer);
    }

    @Override
    public RootKey rootKey(Renderer renderer) {
        return warned(RootKey.load(environment, null), renderer);
    }

    @Override
    public RootKey comingRootKey(Renderer renderer) {
        return warned(RootKey.loadNext(environment), renderer);
    }

    @Override
    public RootKey rootKeyCopy(String file, Renderer renderer) {
        return warned(file.equals("-") ? RootKey.copyFrom(terminal.input()) : RootKey.copyIn(Path.of(file)), renderer);
    }

    private static RootKey warned(RootKey key, Renderer renderer) {
        key.warnings().forEach(warning -> renderer.warning(warning.what(), warning.next()));
        return key;
    }

    @Override
    public BootCheck bootCheck(RootKey key) {
        return new BootCheck(ExoSchema.declared(), session -> keyring().isThere(session, key), PartitionStep::isDue);
    }

    @Override
    public MigrateService migrate(RootKey key) {
        return new MigrateService(
                ExoSchema.declared(),
                List.of(new KeyringStep(keyring(), key), new PartitionStep(partitions())),
                executor(),
                runs(),
                timing);
    }

    @Override
    public PlanExecutor executor() {
        return new PlanExecutor(timing);
    }

    @Override
    public RunLog runs() {
        return new RunLog(holder, Version.NUMBER);
    }

    @Override
    public PartitionService partitions() {
        return new PartitionService(clock);
    }

    @Override
    public ReturnService returns() {
        return new ReturnService(timing);
    }

    @Override
    public AdoptionService adoption() {
        return new AdoptionService(ExoSchema.declared(), clock, timing);
    }

    @Override
    public DefaultService defaultPartitions() {
        return new DefaultService(ExoSchema.declared(), timing);
    }

    @Override
    public KeyringService keyring() {
        return new KeyringService(new SecureRandom());
    }

    @Override
    public RevisionService keyringRevisions() {
        return new RevisionService(new SecureRandom());
    }

    @Override
    public BackupService backup() {
        return new BackupService(values(), new KeyringEscrow(keyring(), keyringRevisions(), executor()));
    }

    @Override
    public ArchiveService archive() {
        return new ArchiveService(clock, timing, DUMP_PATIENCE);
    }

    @Override
    public DrillService drill() {
        return new DrillService(backup(), timing, clock, interruption::beforeEnd);
    }

    @Override
    public ScratchDirectory scratchDirectory(Path parent) {
        ScratchDirectory directory = ScratchDirectory.make(parent, timing.pause()::rest);
        interruption.beforeEnd(directory::close);
        return directory;
    }

    @Override
    public ConnectionTarget scratch(ScratchDirectory directory) {
        return new Targets(environment, system).scratch(directory);
    }

    @Override
    public ConnectionTarget scratch(String dsn, Renderer renderer) {
        return new Targets(environment, system).scratch(dsn, renderer);
    }

    @Override
    public ManifestService manifests(Database database, ConnectionTarget target) {
        ClientProgram programs = new ClientProgram(database.resolve(target), environment, interruption::beforeEnd);
        return new ManifestService(KeyringReader::entries, programs, timing, Version.NUMBER);
    }

    @Override
    public ValueCheck values() {
        return new ValueCheck(KeyringReader::entries, timing);
    }

    @Override
    public SealService sealing() {
        return new SealService(KeyringReader::entries, new SecureRandom(), runs(), timing);
    }

    @Override
    public RetentionService retention() {
        return new RetentionService();
    }

    @Override
    public PurgeService purge() {
        return new PurgeService(
                clock, new PartitionDrops(partitions(), executor()), recordings()::remove, runs(), timing);
    }

    @Override
    public HoldService holds() {
        return new HoldService(system.getProperty("user.name", "unknown user"));
    }

    @Override
    public EraseService erasing() {
        return new EraseService(clock, recordings()::remove, runs(), timing);
    }

    @Override
    public EvidenceService evidence() {
        return new EvidenceService();
    }

    @Override
    public RecordingService recordings() {
        return new RecordingService(RecordingDirectory.from(environment), timing);
    }

    @Override
    public PruneService pruning() {
        return new PruneService(RecordingDirectory.from(environment), clock, runs(), timing);
    }

    @Override
    public boolean isEnding() {
        return interruption.isEnding();
    }

    @Override
    public StopSignal stopOnSignal() {
        return interruption.stopInstead();
    }

    @Override
    public List<MaintenanceTask> maintenanceTasks(RootKey key) {
        return List.of(
                MaintenanceTasks.create(partitions(), executor()),
                MaintenanceTasks.defaultCheck(partitions()),
                MaintenanceTasks.drop(partitions(), executor()),
                MaintenanceTasks.purge(purge()),
                MaintenanceTasks.seal(sealing(), key, timing),
                MaintenanceTasks.recordings(recordings(), pruning()),
                new HealthTask(
                        ExoSchema.declared(),
                        session -> keyring().open(session, key).close()));
    }

    @Override
    public MaintenanceLoop maintenance(
            Supplier<Session> sessions,
            List<MaintenanceTask> tasks,
            Schedule schedule,
            Consumer<MaintenanceEvent> audience) {
        return new MaintenanceLoop(sessions, tasks, schedule, holder, runs(), timing, audience, System::gc);
    }

    @Override
    public DaemonFace daemonFace(
            InetSocketAddress address, Supplier<Session> sessions, RootKey key, Schedule schedule, Vitals vitals) {
        KeyAtHand given = new KeyAtHand.Given(key.fingerprint());
        ReadinessCheck readiness = new ReadinessCheck(
                ExoSchema.declared(), session -> keyring().open(session, key).close());
        DaemonFace.Subject subject = new DaemonFace.Subject(
                Version.NUMBER,
                holder,
                sessions,
                readiness,
                session -> new Observation(
                        status().read(session, given),
                        partitions().report(session, ExoSchema.declared().monthlyTables()),
                        TaskStanding.read(session, schedule)));
        return DaemonFace.open(address, subject, vitals, timing.nanoTime());
    }

    @Override
    public Vitals vitals() {
        return new Vitals(timing.nanoTime());
    }

    @Override
    public ServiceWatch serviceWatch(Vitals vitals) {
        Consumer<String> manager = NotifySocket.from(environment)
                .<Consumer<String>>map(socket -> socket::send)
                .orElse(state -> {});
        return ServiceWatch.begin(manager, NotifySocket.watchdog(environment).dividedBy(2), vitals);
    }

    @Override
    public SettingsService settings() {
        return new SettingsService();
    }

    @Override
    public StatusService status() {
        // Without the keyring, whose step needs the key: status does not.
        MigrateService boot = new MigrateService(
                ExoSchema.declared(), List.of(new PartitionStep(partitions())), executor(), runs(), timing);
        MigratePolicy nothingAllowed = new MigratePolicy(PlannerPolicy.USUAL, Duration.ZERO);
        BootCheck check = new BootCheck(ExoSchema.declared(), session -> true, PartitionStep::isDue);
        return new StatusService(
                ExoSchema.declared(),
                (session, snapshot) -> boot.foresight(session, snapshot, check, nothingAllowed, text -> {}),
                session -> partitions()
                        .plan(session, ExoSchema.declared().monthlyTables(), Purpose.DROP_EXPIRED)
                        .allowing(nothingAllowed.allowed()));
    }
}
