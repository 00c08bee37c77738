package exo.db.command;

import exo.db.command.option.Configuration;
import exo.db.command.option.Configuration.Given;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes a command line by what variables and the configuration file say. */
final class ConfiguredOptions implements IDefaultValueProvider {
    private final Configuration configuration;

    ConfiguredOptions(Configuration configuration) {
        this.configuration = configuration;
    }

    Configuration configuration() {
        return configuration;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return given(argument).map(Given::value).orElse(null);
    }

    /** What is said of an option elsewhere than on the line. */
    Optional<Given> given(@Nullable ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return Optional.empty();
        }
        String command = option.inherited() ? "" : FailureHandler.words(option.command());
        return configuration.given(command, option.longestName());
    }
}
