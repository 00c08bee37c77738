package exo.db.command;

import exo.db.command.option.Configuration;
import exo.db.command.option.Configuration.Given;
import exo.db.command.option.Setting;
import exo.db.dsn.Secret;
import exo.db.failure.ExitStatus;
import exo.db.render.ConfigRendering;
import exo.db.render.ConfigRendering.Line;
import exo.db.render.Renderer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code exo-db-cli config}: every setting and who set it. */
@Command(
        name = "config",
        description = "Show every setting, its value, and where that comes from.",
        footer = {
            "",
            "An option beats a variable, a variable beats the file that --config or EXO_DB_CLI_CONFIG names,",
            "the file beats what is built in. It has a key = value by line. Nothing is connected to.",
            "",
            "Exit codes: 0 shown; 2 the file cannot be read or sets what is no setting.",
            "",
            "Examples:",
            "  exo-db-cli config",
            "  exo-db-cli config --lock-wait 2m --output json"
        })
final class ConfigCommand implements Callable<Integer> {
    private static final String BUILT_IN = "built in";

    private final CommandContext context;

    @Spec
    private CommandSpec spec;

    ConfigCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.services().configuration();
        Renderer renderer = context.renderer("config");
        List<Line> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Given given = onTheLine(setting)
                    .or(() -> configuration.given(setting))
                    .orElse(new Given(setting.usual(), BUILT_IN));
            lines.add(new Line(setting.key(), setting.variable(), shown(setting, given), given.origin()));
        }
        renderer.result(new ConfigRendering(lines, configuration.unknownVariables()));
        context.warnOfUnknownVariables(renderer);
        return ExitStatus.DONE.code();
    }

    private static String shown(Setting setting, Given given) {
        return setting.isSecret() && !given.origin().equals(BUILT_IN) ? Secret.SHOWN : given.value();
    }

    /** What this line says of an option that all commands take, before or after the command. */
    private Optional<Given> onTheLine(Setting setting) {
        String option = setting == Setting.DATABASE_DSN ? "--dsn" : "--" + setting.key();
        ParseResult whole = spec.root().commandLine().getParseResult();
        return Arrays.asList(whole, whole.subcommand()).stream()
                .map(part -> part.matchedOption(option))
                .filter(OptionSpec.class::isInstance)
                .map(found -> new Given(String.join(",", found.stringValues()), option))
                .findFirst();
    }
}
