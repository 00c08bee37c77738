package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.engine.RunLog.Trigger;
import exo.db.failure.ExitStatus;
import exo.db.render.Renderer;
import exo.db.render.SealPlanRendering;
import exo.db.render.SealRendering;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.sealing.ColumnCounter;
import exo.db.sealing.Crew;
import exo.db.sealing.SealConduct;
import exo.db.sealing.SealPolicy;
import exo.db.sealing.SealPolicy.Columns;
import exo.db.sealing.SealPolicy.Unsealed;
import exo.db.sealing.SealReport;
import exo.db.sealing.SealService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli bootstrap-keyring seal}: seals what is still plaintext or under a retired key. */
@Command(
        name = "seal",
        description = "Encrypt what is still plaintext, and anew what a retired key has encrypted.",
        footer = {
            "",
            "Small batches beside those who write; every value can be read at every moment. Safe to stop and to",
            "run again: it goes on where it was. Plaintext that is sealed can no longer be read by an older",
            "image: it says so, asks on a terminal, and wants --yes elsewhere. serve-maintenance does the same by",
            "itself, seal_after_days after a column made room. A value that does not open is left as it is.",
            "",
            "Exit codes: 0 done, or nothing to do; 4 done, and values are damaged; 5 done, but a column has no",
            "room yet; 10 11 15 try again; 12 the key or the keyring; 13 the schema; 14 refused; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring seal --dry-run",
            "  exo-db-cli bootstrap-keyring seal --yes --output json"
        })
final class KeyringSealCommand implements Callable<Integer> {
    private static final String NAME = "bootstrap-keyring seal";

    /** One reads and seals while the server writes for the other. */
    private static final int WORKERS = 2;

    private final CommandContext context;

    @Option(
            names = "--accept-plaintext",
            description = "Seal plaintext in columns that count as sealed, too: you vouch for it.")
    private boolean acceptPlaintext;

    KeyringSealCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect(NAME);
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            return run(connected, key, session).code();
        }
    }

    private ExitStatus run(Connected connected, RootKey key, Session session) {
        SealService sealing = context.services().sealing();
        Renderer renderer = connected.renderer();
        SealPolicy policy = acceptPlaintext ? new SealPolicy(Columns.ALL, Unsealed.ACCEPT) : SealPolicy.BY_HAND;
        if (context.options().isDryRun() || !context.options().isConsentGiven()) {
            SealPlanRendering plan = new SealPlanRendering(
                    sealing.plan(session, key, policy), ColumnCounter.count(session, Accuracy.ESTIMATED));
            if (context.options().isDryRun()) {
                renderer.result(plan);
                return ExitStatus.DONE;
            }
            if (plan.sealsPlaintext()) {
                Consent.require(context, renderer, plan.consequence());
            }
        }
        SealConduct conduct = new SealConduct(
                context.options().lockWait(),
                Thread.currentThread()::isInterrupted,
                renderer::progress,
                renderer::underWay);
        try (SessionPool pool = connected.pool()) {
            SealReport report =
                    sealing.seal(session, new Crew.Several(WORKERS, pool::open), key, policy, Trigger.MANUAL, conduct);
            renderer.pending(report.pending());
            renderer.result(new SealRendering(report));
            return report.exitStatus();
        }
    }
}
