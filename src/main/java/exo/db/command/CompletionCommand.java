package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.model.ExoSchema;
import exo.db.partition.PartitionReport.Trashed;
import exo.db.retention.DeploymentWindow;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code exo-db-cli completion}: the script that completes command lines in a shell. */
@Command(
        name = "completion",
        description = "Print the script that completes command lines in bash or zsh.",
        footer = {
            "",
            "Names of deployments and months in the trash are completed from the database that EXO_DATABASE_DSN",
            "names, if it answers at once.",
            "",
            "Exit codes: 0 printed; 2 no such shell.",
            "",
            "Examples:",
            "  exo-db-cli completion bash > /etc/bash_completion.d/exo-db-cli",
            "  exo-db-cli completion zsh > ~/.exo-db-cli.zsh"
        })
final class CompletionCommand implements Callable<Integer> {
    /**
     * Asks for names only where one is being typed. 0.6 s is what the program takes to start and 300 ms for the
     * database to answer; whatever goes wrong, nothing is completed. What is offered is quoted as what is being typed
     * is; zsh does that by itself.
     */
    private static final String KNOWN = """
            _exo_db_cli_known() {
                local typed=${COMP_WORDS[COMP_CWORD]} plain known name
                plain=${typed#[\\'\\"]}
                plain=${plain//\\\\/}
                COMPREPLY=()
                case $typed in -*) return ;; esac
                command -v timeout >/dev/null 2>&1 || return
                known=$(timeout 0.6 exo-db-cli completion "$1" </dev/null 2>/dev/null) && [ -n "$known" ] || return
                while IFS= read -r name; do
                    case ${ZSH_VERSION-}$typed in
                        \\'*) [[ $name != "$plain"* ]] || COMPREPLY+=("${name//\\'/"'\\\\''"}") ;;
                        \\"*) [[ $name != "$plain"* || $name == *[\\"\\$\\`\\\\]* ]] || COMPREPLY+=("$name") ;;
                        *) [[ $name != "$plain"* ]] || COMPREPLY+=("$(printf %q "$name")") ;;
                    esac
                done <<<"$known"
            }
            """;

    /** picocli makes one candidate of what is asked for, and offers it unquoted. */
    private static final Pattern ASKED = Pattern.compile(
            "local (\\w+)=\\(\"(_exo_db_cli_known \\w+)\"\\)[^\\n]*\\n(.*?)"
                    + "positionals=\\$\\( compReplyArray \"\\$\\{\\1\\[@\\]}\" \\)",
            Pattern.DOTALL);

    private static final String ANSWERED = "$3$2; return";

    /** As partitions of a month are named. */
    private static final Pattern MONTH = Pattern.compile("_(\\d{4})_(\\d{2})$");

    private final CommandContext context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", completionCandidates = Shells.class, description = "bash or zsh.")
    private Wanted wanted;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    /** A shell, or what its script asks for; never renamed, since scripts are kept. */
    enum Wanted {
        BASH,
        ZSH,
        DEPLOYMENTS,
        MONTHS
    }

    /** What a person may ask for. */
    static final class Shells implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("bash", "zsh").iterator();
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        switch (wanted) {
            case BASH, ZSH -> out.print(script());
            case DEPLOYMENTS -> deployments().forEach(out::println);
            case MONTHS -> months().forEach(out::println);
        }
        out.flush();
        return ExitStatus.DONE.code();
    }

    /** The same for both: in zsh it turns on the completion of bash first. */
    private String script() {
        String script = AutoComplete.bash("exo-db-cli", spec.root().commandLine());
        return ASKED.matcher(script).replaceAll(ANSWERED) + "\n" + KNOWN;
    }

    private List<String> deployments() {
        try (Connected connected = context.connect("completion");
                Session session = connected.open()) {
            return context.services().retention().list(session).deployments().stream()
                    .map(DeploymentWindow::name)
                    .distinct()
                    .toList();
        }
    }

    private List<String> months() {
        try (Connected connected = context.connect("completion");
                Session session = connected.open()) {
            return context
                    .services()
                    .partitions()
                    .report(session, ExoSchema.declared().monthlyTables())
                    .trash()
                    .stream()
                    .map(Trashed::name)
                    .flatMap(CompletionCommand::month)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> month(String partition) {
        return MONTH.matcher(partition).results().map(found -> found.group(1) + "-" + found.group(2));
    }
}
