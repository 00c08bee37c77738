package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.KeyMalformed;
import exo.db.crypto.KeyMissing;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.maintenance.KeyAtHand;
import exo.db.render.StatusRendering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli status}: one page. */
@Command(
        name = "status",
        description = "Show on one page how everything stands, and what to do next.",
        footer = {
            "",
            "Writes nothing; works on an empty database, on a standby, with a role that only reads, and without",
            "the key. backup-check proves what this page only compares.",
            "",
            "Exit codes: 0 shown, whatever it says; 10 try again; 14 a table cannot be read; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli status",
            "  exo-db-cli status --output json"
        })
final class StatusCommand implements Callable<Integer> {
    private final CommandContext context;

    StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("status")) {
            KeyAtHand key = keyAtHand(connected);
            try (Session session = connected.open()) {
                connected
                        .renderer()
                        .result(new StatusRendering(context.services().status().read(session, key)));
                return ExitStatus.DONE.code();
            }
        }
    }

    private static KeyAtHand keyAtHand(Connected connected) {
        try (RootKey key = connected.rootKey()) {
            return new KeyAtHand.Given(key.fingerprint());
        } catch (KeyMissing e) {
            return e.isOfNothingGiven() ? new KeyAtHand.None() : new KeyAtHand.Unusable(e);
        } catch (KeyMalformed e) {
            return new KeyAtHand.Unusable(e);
        }
    }
}
