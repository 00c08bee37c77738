package exo.db;

import exo.db.command.CommandTree;
import exo.db.render.Terminal;
import exo.db.testing.TestSessions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The commands as help and manual show them; they are never run. */
final class DocumentedCommands {
    private DocumentedCommands() {}

    /** The program itself, with all its commands below it. */
    static CommandLine tree() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Wiring wiring = new Wiring(
                Map.of(),
                new Properties(),
                Terminal.plain(nowhere, nowhere),
                TestSessions.timing(),
                Clock.systemUTC(),
                "test/1",
                new Interruption(code -> {}, code -> {}, (signal, reaction) -> {}));
        return new CommandTree(wiring).whole();
    }

    /** The program itself and every command, at whatever depth, in the order of the help. */
    static Stream<CommandLine> all() {
        return below(tree());
    }

    /** The names of the commands that hold no others. */
    static Stream<String> leaves() {
        return all().filter(line -> line.getSubcommands().isEmpty()).map(DocumentedCommands::nameOf);
    }

    /** The words that a person types, from {@code exo-db-cli} on. */
    static String nameOf(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }

    /** What the manual's page and the file of the help are called. */
    static String pageOf(CommandLine line) {
        return nameOf(line).replace(' ', '-');
    }

    private static Stream<CommandLine> below(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(DocumentedCommands::below));
    }
}
