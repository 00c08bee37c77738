package exo.db.command.option;

import exo.db.failure.ExitStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** For whom a check is run: a person, a program, or monitoring. */
public final class MonitoringOptions {
    /** The option that asks for one line and for monitoring's exit codes. */
    public static final String NAGIOS = "--nagios";

    @Option(
            names = NAGIOS,
            scope = ScopeType.INHERIT,
            description = "One line, and exit codes 0 well, 1 warning, 2 critical, 3 anything else.")
    private boolean nagios;

    @Option(
            names = "--warnings-pass",
            scope = ScopeType.INHERIT,
            description = "Exit with 0, not 5, where there are only warnings.")
    private boolean warningsPass;

    @Option(
            names = "--textfile",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Write metrics for node_exporter's textfile collector, also when the check fails.")
    private @Nullable Path textfile;

    /** Whether monitoring asks. */
    public boolean isNagios() {
        return nagios;
    }

    /**
     * The code to exit with: a scheduler that knows good and bad alone is not to call that bad which is to be looked at
     * some day.
     */
    public int code(ExitStatus found) {
        return (found == ExitStatus.CHECK_WARNED && warningsPass ? ExitStatus.DONE : found).code();
    }

    /** Where metrics are wanted. */
    public Optional<Path> textfile() {
        return Optional.ofNullable(textfile);
    }
}
