package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.WrongUsage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code exo-db-cli} itself. */
@Command(
        name = "exo-db-cli",
        description = "Owns everything that happens to Exo's PostgreSQL database around the backend.",
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Variables: EXO_DATABASE_DSN or EXO_DATABASE_DSN_FILE, EXO_ENCRYPTION_KEY or EXO_ENCRYPTION_KEY_FILE.",
            "",
            "Exit codes: 0 done; 1 a bug; 2 wrong usage; 10 11 15 try again; others: man exo-db-cli.",
            "",
            "Examples:",
            "  exo-db-cli migrate --embedded",
            "  exo-db-cli status --embedded"
        })
final class RootCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    CommonOptions options() {
        return options;
    }

    @Override
    public Integer call() {
        throw new WrongUsage("command.missing", "no command given", "", "see exo-db-cli --help");
    }
}
