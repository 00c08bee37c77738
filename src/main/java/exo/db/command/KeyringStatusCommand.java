package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.KeyMissing;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.keyring.KeyringReport;
import exo.db.render.KeyringRendering;
import exo.db.sealing.ColumnCount.Accuracy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli bootstrap-keyring status}: how the keyring stands, with or without the key. */
@Command(
        name = "status",
        description = "Show the keys of the keyring, whether the root key opens them, and what is sealed.",
        footer = {
            "",
            "Says how many values of which column each key seals: counted in small tables, estimated from a",
            "sample of the pages of large ones. A retired key that seals nothing is shown as removable where all",
            "was counted; nothing ever removes it. Writes nothing.",
            "",
            "Exit codes: 0 the keyring opens, or no key was given to open it with; 10 try again; 12 it does not",
            "open, or there is none (the report is shown all the same); 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring status",
            "  exo-db-cli bootstrap-keyring status --exact --output json"
        })
final class KeyringStatusCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--exact", description = "Count every value, which reads the tables whole.")
    private boolean exact;

    KeyringStatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("bootstrap-keyring status");
                RootKey key = keyIfGiven(connected);
                Session session = connected.open()) {
            KeyringReport report =
                    context.services().keyring().status(session, key, exact ? Accuracy.EXACT : Accuracy.ESTIMATED);
            connected.renderer().result(new KeyringRendering(report));
            report.failure().ifPresent(failure -> {
                throw failure;
            });
            return ExitStatus.DONE.code();
        }
    }

    private static @Nullable RootKey keyIfGiven(Connected connected) {
        try {
            return connected.rootKey();
        } catch (KeyMissing e) {
            connected.renderer().warning(e.what(), e.next());
            return null;
        }
    }
}
