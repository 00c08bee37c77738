package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.SessionPool;
import exo.db.render.ValueRendering;
import exo.db.sealing.Crew;
import exo.db.sealing.ValueCheck.Depth;
import exo.db.sealing.ValueReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli bootstrap-keyring verify}: whether the encrypted values open. */
@Command(
        name = "verify",
        description = "Open encrypted values, a sample or all of them, and say what does not open.",
        footer = {
            "",
            "The sample is large enough to be 99 %% sure that fewer than 1 in 1,000 values of a table are bad.",
            "Partitions that wait in the trash are looked at too. Writes nothing; works on a standby and with a",
            "role that only reads. Rows that are written meanwhile may be looked at twice or not at all.",
            "",
            "Exit codes: 0 every value that was looked at opens; 4 some do not; 5 only warnings; 10 11 try again;",
            "12 the key or the keyring; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli bootstrap-keyring verify",
            "  exo-db-cli bootstrap-keyring verify --full --output json"
        })
final class KeyringVerifyCommand implements Callable<Integer> {
    private static final int WORKERS = 3;

    private final CommandContext context;

    @Option(names = "--full", description = "Open every value.")
    private boolean full;

    KeyringVerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("bootstrap-keyring verify");
                RootKey key = connected.rootKey();
                Session session = connected.open();
                SessionPool pool = connected.pool()) {
            Depth depth = full ? Depth.EVERY_VALUE : Depth.SAMPLE;
            Crew crew = new Crew.Several(WORKERS, pool::open);
            ValueReport report =
                    context.services().values().check(session, crew, key, depth, connected.renderer()::underWay);
            connected.renderer().result(new ValueRendering(report));
            return report.exitStatus().code();
        }
    }
}
