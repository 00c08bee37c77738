package exo.db;

import exo.db.command.CommandTree;
import exo.db.render.Terminal;
import exo.db.render.Terminal.Colour;
import exo.db.render.Terminal.Lines;
import exo.db.render.Terminal.Manners;
import exo.db.render.Width;
import exo.db.testing.TestSessions;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One command line, run in this process as the program would run it. */
record CommandRun(int code, String out, String err) {
    /** Nobody is at the terminal. */
    static CommandRun of(Map<String, String> environment, String... arguments) {
        return at(Clock.systemUTC(), environment, arguments);
    }

    /** Nobody is at the terminal, and the machine's clock is that one. */
    static CommandRun at(Clock clock, Map<String, String> environment, String... arguments) {
        return of(environment, clock, Width.ANY, null, arguments);
    }

    /** A person is, and answers every question so. */
    static CommandRun answering(String answer, Map<String, String> environment, String... arguments) {
        return of(environment, Clock.systemUTC(), Width.ANY, question -> answer, arguments);
    }

    /** Somebody looks on, at a terminal of so many columns. */
    static CommandRun at(String columns, Map<String, String> environment, String... arguments) {
        return of(environment, Clock.systemUTC(), Width.of(columns), null, arguments);
    }

    private static CommandRun of(
            Map<String, String> environment,
            Clock clock,
            Width width,
            Terminal.@Nullable Question question,
            String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintWriter(out),
                new PrintWriter(err),
                new Manners(Colour.PLAIN, Lines.STAY, width),
                new Manners(Colour.PLAIN, Lines.STAY, width),
                question);
        Properties system = new Properties();
        system.setProperty("user.name", "nobody");
        system.setProperty("user.home", "/nonexistent");
        Wiring wiring = new Wiring(environment, system, terminal, TestSessions.timing(), clock, "test/1", noSignals());
        CommandTree tree = new CommandTree(wiring);
        int code = tree.execute(arguments);
        JsonContract.hold(command(tree.whole(), arguments), out.toString(), err.toString());
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The words of the command that a line names. */
    private static String command(CommandLine tree, String... arguments) {
        StringJoiner words = new StringJoiner(" ");
        CommandLine line = tree;
        for (String argument : arguments) {
            CommandLine named = line.getSubcommands().get(argument);
            if (named != null) {
                words.add(argument);
                line = named;
            }
        }
        return words.toString();
    }

    private static Interruption noSignals() {
        return new Interruption(code -> {}, code -> {}, (signal, reaction) -> {});
    }
}
