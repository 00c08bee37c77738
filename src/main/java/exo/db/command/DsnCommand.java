package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.WrongUsage;
import exo.db.database.ConnectionTarget;
import exo.db.database.ConnectionTest;
import exo.db.dsn.ExplainedConnection;
import exo.db.dsn.ResolvedConnection;
import exo.db.failure.ExitStatus;
import exo.db.render.DsnRendering;
import exo.db.render.Renderer;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exo-db-cli dsn}: what the connection string comes to. */
@Command(
        name = "dsn",
        description = {
            "Show every effective connection setting and where it came from.",
            "",
            "Connects to nothing without --test. The connection string comes first, then its service, then the PG* variables, then"
                    + " libpq's built-in values; a password is looked up in the password file last. With --parse-only"
                    + " only what the string itself says, read as libpq reads it; values are not judged."
        },
        footer = {
            "",
            "Exit codes: 0 done; 2 the connection string is missing, libpq would refuse it, or it asks for what",
            "cannot be honoured here (the settings are shown all the same); 10 14 16 as migrate would end",
            "(--test).",
            "",
            "Examples:",
            "  exo-db-cli dsn --dsn 'host=db.example user=exo dbname=exo'",
            "  exo-db-cli dsn --dsn 'service=exo' --output json",
            "  exo-db-cli dsn --test --wait 30s",
            "  exo-db-cli dsn --parse-only --show-secrets"
        })
final class DsnCommand implements Callable<Integer> {
    private static final String NAME = "dsn";

    private final CommandContext context;

    @Option(names = "--show-secrets", description = "Show passwords too.")
    private boolean showSecrets;

    @Option(names = "--parse-only", description = "Show what the connection string alone says.")
    private boolean parseOnly;

    @Option(names = "--test", description = "Connect to every host, and show what each answers.")
    private boolean test;

    DsnCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Renderer renderer = context.renderer(NAME);
        if (parseOnly) {
            refuseTestOfText();
            renderer.result(DsnRendering.of(context.services().parse(context.options(), renderer), secrets()));
            return ExitStatus.DONE.code();
        }
        Optional<ExplainedConnection> explained = context.services().explain(context.options(), renderer);
        if (explained.isPresent()) {
            return explain(explained.get(), renderer).code();
        }
        try (Connected connected = context.connect(NAME)) {
            // An embedded server's port is known once it runs.
            ResolvedConnection running =
                    connected.database().resolve(connected.settings().target());
            return show(ExplainedConnection.of(running), test ? connected.test() : null, connected.renderer())
                    .code();
        }
    }

    private ExitStatus explain(ExplainedConnection connection, Renderer renderer) {
        ResolvedConnection usable = connection.usable();
        if (!test) {
            return show(connection, null, renderer);
        }
        if (usable == null) {
            show(connection, null, renderer);
            throw connection.refusal();
        }
        try (Connected connected = context.connect(NAME, new ConnectionTarget.Server(usable))) {
            return show(connection, connected.test(), connected.renderer());
        }
    }

    private ExitStatus show(ExplainedConnection connection, @Nullable ConnectionTest tested, Renderer renderer) {
        renderer.result(new DsnRendering(connection, secrets(), tested));
        connection.refuseWhatCannotBeHonoured();
        if (tested != null) {
            tested.refuseWhatCannotBeUsed();
        }
        return ExitStatus.DONE;
    }

    private DsnRendering.Secrets secrets() {
        return showSecrets ? DsnRendering.Secrets.SHOWN : DsnRendering.Secrets.HIDDEN;
    }

    private void refuseTestOfText() {
        if (test) {
            throw new WrongUsage(
                    "usage",
                    "--test connects, and --parse-only reads the text alone",
                    "the text alone does not say what to connect with",
                    "leave one of them out");
        }
    }
}
