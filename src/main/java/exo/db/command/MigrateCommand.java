package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.ByteSizeConverter;
import exo.db.command.option.WrongUsage;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.migrate.BootCheck;
import exo.db.migrate.BootCheck.Finding;
import exo.db.migrate.MigrateAudience;
import exo.db.migrate.MigratePolicy;
import exo.db.migrate.MigrateReport;
import exo.db.migrate.MigrateService;
import exo.db.migrate.NotPossibleHere;
import exo.db.render.MigrateRendering;
import exo.db.render.Output;
import exo.db.render.PlanRendering;
import exo.db.render.Renderer;
import exo.db.schema.Foresight;
import exo.db.schema.Plan;
import exo.db.schema.PlannerPolicy;
import exo.db.schema.Refusal;
import exo.db.schema.SchemaSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli migrate}: the six steps of a boot. */
@Command(
        name = "migrate",
        description = "Bring the database to what this release needs: schema, keyring, partitions.",
        footer = {
            "",
            "Safe to run at every start, by several replicas at once, and to kill anywhere. What stands in",
            "somebody's way (duplicate e-mails, orphans, NULLs) is left out and reported; the rest is done.",
            "",
            "Live traffic goes on: a lock that writers would queue behind is asked for during 200 ms at most, and",
            "what is large is built and checked beside them. --dry-run shows who waits for what, and for how many",
            "rows; --output sql prints the same plan as a script for psql.",
            "",
            "Exit codes: 0 done, or nothing to do; 3 work is pending (--exit-code); 5 something was left out",
            "(--strict); 10 11 15 try again; 12 the key; 13 the schema; 14 refused; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli migrate --dry-run",
            "  exo-db-cli migrate --dry-run --output sql > plan.sql && psql -X -f plan.sql",
            "  EXO_DATABASE_DSN=postgres://exo@db/exo exo-db-cli migrate --wait 2m --output json"
        })
final class MigrateCommand implements Callable<Integer> {
    private static final String NAME = "migrate";
    private static final Duration USUAL_WAIT = Duration.ofSeconds(60);

    private final CommandContext context;

    @Option(
            names = "--exit-code",
            description = "With --dry-run: exit 3 when anything is pending, 14 when a run would be refused.")
    private boolean exitCode;

    @Option(names = "--strict", description = "Exit 5 when anything was left out.")
    private boolean strict;

    @Option(
            names = "--rewrite-limit",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "Write no larger table anew in one go. Default: 8MiB.")
    private long rewriteLimit = PlannerPolicy.USUAL.largestRewrite();

    MigrateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        refuseExitCodeAlone();
        try (Connected connected = context.connect(NAME, USUAL_WAIT);
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            ExitStatus status = context.options().isDryRun()
                    ? dryRun(session, key, connected.renderer())
                    : run(session, key, connected.renderer());
            return status.code();
        }
    }

    /** Who leaves {@code --dry-run} out by mistake wants to know, not to migrate. */
    private void refuseExitCodeAlone() {
        if (exitCode && !context.options().isDryRun()) {
            throw new WrongUsage(
                    "usage",
                    "--exit-code goes with --dry-run only",
                    "it says whether anything is pending, and migrate leaves nothing pending that can be done",
                    "add --dry-run, or leave --exit-code out; --strict tells of what was left out");
        }
    }

    private ExitStatus dryRun(Session session, RootKey key, Renderer renderer) {
        MigrateService service = context.services().migrate(key);
        BootCheck check = context.services().bootCheck(key);
        Foresight foresight = service.foresight(session, check, policy(), renderer::progress);
        renderer.result(new PlanRendering(foresight, session.schema(), renderer.output()));
        Plan plan = foresight.plan();
        List<Refusal> refusals = foresight.refusals();
        if (renderer.output() == Output.SQL) {
            // A script goes to a file, and perhaps to somebody who may do more; the other forms say it themselves.
            renderer.pending(plan.pending());
            refusals.forEach(refusal -> renderer.warning(refusal.what(), refusal.next()));
        }
        if (exitCode && !refusals.isEmpty()) {
            throw new NotPossibleHere(refusals);
        }
        boolean open = !plan.isEmpty() || !plan.pending().isEmpty();
        return exitCode && open ? ExitStatus.PENDING : strictly(plan.pending().isEmpty());
    }

    private ExitStatus run(Session session, RootKey key, Renderer renderer) {
        return switch (context.services().bootCheck(key).look(session)) {
            case Finding.Settled settled -> {
                renderer.result(new MigrateRendering(MigrateReport.NOTHING_TO_DO, session.server()));
                yield ExitStatus.DONE;
            }
            case Finding.WorkToDo work -> migrate(session, work.catalog(), key, renderer);
        };
    }

    private ExitStatus migrate(Session session, @Nullable SchemaSnapshot catalog, RootKey key, Renderer renderer) {
        MigrateService service = context.services().migrate(key);
        MigrateAudience audience = new MigrateAudience(
                renderer::progress, renderer::event, stage -> renderer.progress(MigrateRendering.line(stage)));
        MigrateReport report = service.migrate(session, catalog, policy(), audience);
        if (report.outcome() == MigrateReport.Outcome.NEWER_SCHEMA) {
            renderer.warning(MigrateRendering.NEWER, "");
        }
        renderer.pending(report.pending());
        renderer.result(new MigrateRendering(report, session.server()));
        return strictly(report.pending().isEmpty());
    }

    private MigratePolicy policy() {
        return new MigratePolicy(
                new PlannerPolicy(context.options().allowed(), rewriteLimit),
                context.options().lockWait());
    }

    private ExitStatus strictly(boolean complete) {
        return strict && !complete ? ExitStatus.CHECK_WARNED : ExitStatus.DONE;
    }
}
