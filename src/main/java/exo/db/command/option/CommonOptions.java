package exo.db.command.option;

import exo.db.render.LogForm;
import exo.db.render.Output;
import exo.db.render.Renderer;
import exo.db.schema.Hazard;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before and after its name. */
public final class CommonOptions {
    @Option(
            names = "--dsn",
            scope = ScopeType.INHERIT,
            paramLabel = "DSN",
            description = "Connection string, as for psql: keywords or postgres://. Else EXO_DATABASE_DSN(_FILE).")
    private @Nullable String dsn;

    @Option(
            names = "--embedded",
            scope = ScopeType.INHERIT,
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "DIR",
            description = "Use a PostgreSQL 16 of its own, kept in DIR. For trials.")
    private @Nullable String embedded;

    @Option(
            names = "--schema",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Schema to work in. Default: the connection's current one.")
    private @Nullable String schema;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Settings, a key = value by line. Else EXO_DB_CLI_CONFIG.")
    @SuppressWarnings("UnusedVariable") // read before anything else is, see CommandTree
    private @Nullable String config;

    @Option(
            names = "--output",
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            converter = OutputConverter.class,
            description = "table or json; sql for migrate --dry-run; csv for retention report.")
    private Output output = Output.TABLE;

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "FORM",
            converter = LogFormConverter.class,
            description = "What goes to stderr: text, or ecs for JSON by Elastic Common Schema.")
    private LogForm logForm = LogForm.TEXT;

    @Option(
            names = "--wait",
            scope = ScopeType.INHERIT,
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Wait so long for the database. Default: 60s for migrate, else 0s.")
    private @Nullable Duration wait;

    @Option(
            names = "--lock-wait",
            scope = ScopeType.INHERIT,
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Wait so long for locks, in all. Default: 10m.")
    private Duration lockWait = Duration.ofMinutes(10);

    @Option(
            names = "--allow",
            scope = ScopeType.INHERIT,
            paramLabel = "HAZARD",
            split = ",",
            converter = HazardConverter.class,
            description = "Take steps that own up to this hazard: mass-drop, narrow-type, fill-nulls.")
    private Set<Hazard> allow = EnumSet.noneOf(Hazard.class);

    @Option(names = "--dry-run", scope = ScopeType.INHERIT, description = "Say what would be done and do nothing.")
    private boolean dryRun;

    @Option(names = "--yes", scope = ScopeType.INHERIT, description = "Do not ask.")
    private boolean yes;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell of every change.")
    private boolean verbose;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show the trace of a failure.")
    private boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it.
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it.
    private boolean version;

    /** The connection string, if given. */
    public @Nullable String dsn() {
        return dsn;
    }

    /** The directory of the embedded server; empty for the usual one, null when none is wanted. */
    public @Nullable String embedded() {
        return embedded;
    }

    /** The schema to work in, if given. */
    public @Nullable String schema() {
        return schema;
    }

    /** The form of results. */
    public Output output() {
        return output;
    }

    /** The form of what is told on the way to a result. */
    public LogForm logForm() {
        return logForm;
    }

    /** How long to wait for the database, or what the command does when nothing is said. */
    public Duration waitOr(Duration usual) {
        return wait == null ? usual : wait;
    }

    /** How long to wait for locks. */
    public Duration lockWait() {
        return lockWait;
    }

    /** The hazards that were named. */
    public Set<Hazard> allowed() {
        return Set.copyOf(allow);
    }

    /** Whether nothing is to be done. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Whether consent was given beforehand. */
    public boolean isConsentGiven() {
        return yes;
    }

    /** How much to tell. */
    public Renderer.Detail detail() {
        return verbose ? Renderer.Detail.VERBOSE : Renderer.Detail.NORMAL;
    }

    /** Whether a failure is to be shown with its trace. */
    public boolean wantsStacktrace() {
        return stacktrace;
    }
}
