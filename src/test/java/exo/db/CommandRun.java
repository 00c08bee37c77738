package exo.db;

import exo.db.command.CommandTree;
import exo.db.render.Terminal;
import exo.db.testing.TestSessions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;

/** One command line, run in this process as the program would run it. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
        Properties system = new Properties();
        system.setProperty("user.name", "nobody");
        system.setProperty("user.home", "/nonexistent");
        Wiring wiring = new Wiring(
                environment, system, terminal, TestSessions.timing(), Clock.systemUTC(), "test/1", noSignals());
        int code = new CommandTree(wiring).execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    private static Interruption noSignals() {
        return new Interruption(code -> {}, code -> {}, listener -> {});
    }
}
