package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.render.ValueRendering;
import exo.db.sealing.ValueReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exo-db-cli backup-check}: whether what is backed up could be read again. */
@Command(
        name = "backup-check",
        description = "Prove that the key opens every encrypted value of the database.",
        footer = {
            "",
            "A backup of this database is worth as much as the key that opens it. Every value is opened, all as",
            "of one moment; nothing is written.",
            "",
            "Exit codes: 0 every value opens; 4 some do not; 5 only warnings; 10 11 try again; 12 the key or",
            "the keyring; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli backup-check --output json"
        })
final class BackupCheckCommand implements Callable<Integer> {
    private final CommandContext context;

    BackupCheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Connected connected = context.connect("backup-check");
                RootKey key = connected.rootKey();
                Session session = connected.open()) {
            ValueReport report = context.services().backup().check(session, key);
            connected.renderer().result(new ValueRendering(report));
            return report.exitStatus().code();
        }
    }
}
