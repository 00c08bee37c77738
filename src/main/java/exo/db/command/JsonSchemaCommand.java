package exo.db.command;

import exo.db.command.option.WrongUsage;
import exo.db.failure.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code exo-db-cli json-schema}: what the JSON of a command looks like. */
@Command(
        name = "json-schema",
        description = "Print the JSON Schema of what a command gives with --output json; error for failures.",
        footer = {
            "",
            "Without a COMMAND it lists those that have one. The number in $id grows when a key is renamed or",
            "goes; keys may be added at any time, so readers have to pass over those that they do not know.",
            "",
            "Exit codes: 0 printed; 2 no such command, or it has no JSON.",
            "",
            "Examples:",
            "  exo-db-cli json-schema retention set",
            "  exo-db-cli json-schema error"
        })
final class JsonSchemaCommand implements Callable<Integer> {
    private static final String FAILURES = "error";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "For example: retention set; or error.")
    private List<String> path = List.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (path.isEmpty()) {
            names().forEach(out::println);
        } else {
            out.print(path.equals(List.of(FAILURES)) ? schema(FAILURES).orElseThrow() : schemaOf(path));
        }
        out.flush();
        return ExitStatus.DONE.code();
    }

    /** The schema of a command's JSON, by the words of the command. */
    static Optional<String> schema(String command) {
        String resource = "/exo/db/json-schema/" + command.replace(' ', '-') + ".json";
        try (InputStream stream = JsonSchemaCommand.class.getResourceAsStream(resource)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command without a schema of its own gives what the one above it gives. */
    private String schemaOf(List<String> words) {
        String nearest = null;
        CommandLine line = spec.root().commandLine();
        for (String word : words) {
            line = line.getSubcommands().get(word);
            if (line == null) {
                throw missing();
            }
            nearest = schema(FailureHandler.words(line.getCommandSpec())).orElse(nearest);
        }
        if (nearest == null) {
            throw missing();
        }
        return nearest;
    }

    private WrongUsage missing() {
        String words = String.join(" ", path);
        return new WrongUsage(
                "usage",
                "there is no JSON of a command " + new QuotedWords(path.toArray(String[]::new)).redact(words),
                "",
                "exo-db-cli json-schema lists those that have it");
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        collect(spec.root().commandLine(), names);
        names.add(FAILURES);
        return names;
    }

    private static void collect(CommandLine line, List<String> names) {
        String words = FailureHandler.words(line.getCommandSpec());
        if (schema(words).isPresent()) {
            names.add(words);
        }
        line.getSubcommands().values().forEach(child -> collect(child, names));
    }
}
