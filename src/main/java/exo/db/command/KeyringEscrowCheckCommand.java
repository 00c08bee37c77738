package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.PlanRun.Agreement;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.render.KeyringChangeRendering;
import exo.db.render.KeyringChangeRendering.Words;
import exo.db.schema.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli bootstrap-keyring escrow-check}: whether the copy that was put away is the key. */
@Command(
        name = "escrow-check",
        description = "Prove that a copy of the root key, from where it was put away, opens the keyring.",
        footer = {
            "",
            "The time of the proof is written down, and status shows it. Needs no key but the copy, and never",
            "prints it. The copy of a root key that a rewrap is only bringing opens the keyring too; it is",
            "written down after rewrap --finish.",
            "",
            "Exit codes: 0 it opens the keyring; 10 11 15 try again; 12 it does not, and whose key it is not;",
            "14 it does, but this cannot be written down here (--dry-run only tries); 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring escrow-check --key-file /mnt/safe/exo-root-key",
            "  vault kv get -field=key secret/exo | exo-db-cli bootstrap-keyring escrow-check --key-file -"
        })
final class KeyringEscrowCheckCommand implements Callable<Integer> {
    private static final String NAME = "bootstrap-keyring escrow-check";

    private final CommandContext context;

    @Option(
            names = "--key-file",
            required = true,
            paramLabel = "FILE",
            description = "The copy; - reads it from standard input.")
    private String keyFile = "";

    KeyringEscrowCheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect(NAME);
                RootKey copy = context.services().rootKeyCopy(keyFile, connected.renderer());
                Session session = connected.open()) {
            Plan plan = context.services().keyringRevisions().escrowProof(session, copy);
            // Before it is written down, which a standby or a role that only reads would refuse.
            connected.renderer().progress(opens(copy));
            return new PlanRun(NAME, context, connected)
                    .finish(
                            session,
                            plan,
                            Agreement.IMPLIED,
                            deferred -> new KeyringChangeRendering(plan, deferred, copy.fingerprint(), words(copy)))
                    .code();
        }
    }

    private static Words words(RootKey copy) {
        return new Words(
                opens(copy) + "; the time is written down",
                opens(copy) + ", which a rewrap is bringing; the time is written down only after rewrap --finish",
                "");
    }

    private static String opens(RootKey copy) {
        return "the copy opens the keyring: root key " + copy.fingerprint();
    }
}
