package exo.db.command.option;

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
            names = "--textfile",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Write metrics for node_exporter's textfile collector, also when the check fails.")
    private @Nullable Path textfile;

    /** Whether monitoring asks. */
    public boolean isNagios() {
        return nagios;
    }

    /** Where metrics are wanted. */
    public Optional<Path> textfile() {
        return Optional.ofNullable(textfile);
    }
}
