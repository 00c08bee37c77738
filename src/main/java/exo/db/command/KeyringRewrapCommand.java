package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.command.option.WrongUsage;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.keyring.RevisionService;
import exo.db.render.KeyringChangeRendering;
import exo.db.render.KeyringChangeRendering.Words;
import exo.db.schema.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli bootstrap-keyring rewrap}: another root key, in two halves with a rollout between them. */
@Command(
        name = "rewrap",
        description = "Change the root key for another one, while pods with either of them start.",
        footer = {
            "",
            "First, with the old key at hand and the new one in EXO_ENCRYPTION_KEY_NEXT(_FILE), every key is",
            "wrapped by both. Then give every pod the new one. Then, with the new one at hand, --finish. No",
            "value is sealed anew. A backup of before opens with the old root key only: keep it as long.",
            "",
            "Asks on a terminal, and wants --yes elsewhere.",
            "",
            "Exit codes: 0 done, or nothing to do; 2 both options; 10 11 try again; 12 a key or the keyring;",
            "14 refused, nothing was changed; 15 another run was faster: run it again; 16 the login.",
            "",
            "Examples:",
            "  EXO_ENCRYPTION_KEY_NEXT_FILE=/run/new-key exo-db-cli bootstrap-keyring rewrap --dry-run",
            "  EXO_ENCRYPTION_KEY_FILE=/run/new-key exo-db-cli bootstrap-keyring rewrap --finish --yes"
        })
final class KeyringRewrapCommand implements Callable<Integer> {
    private static final String NAME = "bootstrap-keyring rewrap";

    private final CommandContext context;

    @Option(names = "--finish", description = "Let the new root key, which is at hand, alone open the keyring.")
    private boolean finish;

    @Option(names = "--abort", description = "Let the old root key, which is at hand, alone open the keyring.")
    private boolean abort;

    KeyringRewrapCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (finish && abort) {
            throw new WrongUsage(
                    "usage",
                    "bootstrap-keyring rewrap takes --finish or --abort, not both",
                    "",
                    "see exo-db-cli bootstrap-keyring rewrap --help");
        }
        try (Connected connected = context.connect(NAME);
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            Plan plan = plan(session, key, connected);
            return new PlanRun(NAME, context, connected)
                    .finish(
                            session,
                            plan,
                            Agreement.REQUIRED,
                            deferred -> new KeyringChangeRendering(plan, deferred, key.fingerprint(), words(plan, key)))
                    .code();
        }
    }

    private Plan plan(Session session, RootKey key, Connected connected) {
        RevisionService revisions = context.services().keyringRevisions();
        if (finish) {
            return revisions.finish(session, key);
        }
        if (abort) {
            return revisions.abort(session, key);
        }
        try (RootKey coming = context.services().comingRootKey(connected.renderer())) {
            return revisions.rewrap(session, key, coming);
        }
    }

    private Words words(Plan plan, RootKey key) {
        String alone = "root key " + key.fingerprint() + " alone opens the keyring";
        if (plan.isEmpty() && (finish || abort)) {
            // Perhaps none was ever begun: nobody is to think that the key at hand is the new one.
            return new Words("", "no rewrap is in progress: " + alone, "");
        }
        if (finish) {
            return new Words(
                    alone,
                    "",
                    "prove the copy of the new root key: exo-db-cli bootstrap-keyring escrow-check; keep the old one as"
                            + " long as backups of before");
        }
        if (abort) {
            return new Words(alone, "", "");
        }
        return new Words(
                "the new root key opens the keyring as well as " + key.fingerprint(),
                "the new root key opens the keyring already, as well as " + key.fingerprint(),
                "give every pod the new one as EXO_ENCRYPTION_KEY(_FILE); when all have it: exo-db-cli"
                        + " bootstrap-keyring rewrap --finish");
    }
}
