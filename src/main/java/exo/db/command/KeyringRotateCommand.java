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

/** {@code exo-db-cli bootstrap-keyring rotate}: another key-encryption key. */
@Command(
        name = "rotate",
        description = "Make a new key-encryption key the active one, and retire the one that was.",
        footer = {
            "",
            "The retired key still opens what it sealed; bootstrap-keyring seal seals that anew. No key is ever",
            "taken away. Not while a rewrap is in progress. Asks on a terminal, and wants --yes elsewhere.",
            "",
            "Exit codes: 0 done; 10 11 try again; 12 the key or the keyring; 14 refused, nothing was changed;",
            "15 another run was faster: see status, and run it again if it is still wanted; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring rotate --dry-run",
            "  exo-db-cli bootstrap-keyring rotate --yes --output json"
        })
final class KeyringRotateCommand implements Callable<Integer> {
    private static final String NAME = "bootstrap-keyring rotate";
    private static final Words WORDS = new Words(
            "a new key seals from now on; the one before is retired and still opens what it sealed",
            "",
            "exo-db-cli bootstrap-keyring seal, which seals anew what the retired key has sealed");

    private final CommandContext context;

    KeyringRotateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect(NAME);
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            Plan plan = context.services().keyringRevisions().rotate(session, key);
            return new PlanRun(NAME, context, connected)
                    .finish(
                            session,
                            plan,
                            Agreement.REQUIRED,
                            deferred -> new KeyringChangeRendering(plan, deferred, key.fingerprint(), WORDS))
                    .code();
        }
    }
}
