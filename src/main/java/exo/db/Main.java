package exo.db;

import exo.db.command.CommandTree;
import exo.db.database.LoginGroundwork;
import exo.db.database.Timing;
import exo.db.render.Terminal;
import exo.db.render.Terminal.Colour;
import exo.db.render.Terminal.Lines;
import exo.db.render.Terminal.Manners;
import exo.db.render.Width;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The process edge: arguments, environment, streams, clock and exit code; nothing else touches any of them. */
public final class Main {
    /** Which of the descriptors 0, 1 and 2 are terminals; set by the launcher, which can tell for each. */
    private static final String TERMINALS = "exo.db.terminals";

    /** How wide they are; from the launcher likewise. */
    private static final String COLUMNS = "exo.db.columns";

    /**
     * Command lines to run before that of the arguments, one a line, words parted by blanks; set where caches are made.
     */
    private static final String REHEARSAL = "exo.db.rehearsal";

    private Main() {}

    /** Runs one command line and ends the process with its code. */
    public static void main(String[] arguments) {
        // As libpq, which asks the resolver each time: Java would keep the old address for 30 s after a failover, and
        // for 10 s that there is none.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        // Where Java would find them too, but only after loading those that it asks before.
        Security.setProperty("jdk.security.provider.preferred", "HmacSHA256:SunJCE, PBKDF2WithHmacSHA256:SunJCE");
        Thread groundwork = new Thread(new LoginGroundwork(), "groundwork");
        groundwork.setDaemon(true);
        groundwork.start();
        Map<String, String> environment = System.getenv();
        Timing timing = new Timing(System::nanoTime, Main::rest, new SplittableRandom(System.nanoTime()));
        Interruption interruption = new Interruption(System::exit, Runtime.getRuntime()::halt, ProcessSignals::listen);
        Wiring wiring = new Wiring(
                environment,
                System.getProperties(),
                terminal(environment),
                timing,
                Clock.systemUTC(),
                holder(),
                interruption);
        System.getProperty(REHEARSAL, "").lines().forEach(line -> new CommandTree(wiring).execute(line.split(" ", -1)));
        int code = new CommandTree(wiring).execute(arguments);
        System.exit(interruption.codeAfter(code));
    }

    private static Terminal terminal(Map<String, String> environment) {
        String terminals = System.getProperty(TERMINALS, "");
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                out,
                err,
                manners(terminals.contains("1"), environment),
                manners(terminals.contains("2"), environment),
                terminals.contains("0") && terminals.contains("2") ? prompt -> ask(err, prompt) : null);
    }

    private static Manners manners(boolean isTerminal, Map<String, String> environment) {
        boolean obeys = isTerminal && !"dumb".equals(environment.get("TERM"));
        return new Manners(
                colour(obeys, environment),
                obeys ? Lines.REPLACEABLE : Lines.STAY,
                isTerminal
                        ? Width.of(environment.getOrDefault("COLUMNS", System.getProperty(COLUMNS, "")))
                        : Width.ANY);
    }

    /** See no-color.org and bixense.com/clicolors. */
    private static Colour colour(boolean obeys, Map<String, String> environment) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return Colour.PLAIN;
        }
        String forced = environment.getOrDefault("CLICOLOR_FORCE", "0");
        if (!forced.equals("0") && !forced.isEmpty()) {
            return Colour.COLOURED;
        }
        return obeys ? Colour.COLOURED : Colour.PLAIN;
    }

    private static String ask(PrintWriter err, String prompt) {
        err.print(prompt);
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer == null ? "" : answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String holder() {
        @Nullable String host = System.getenv("HOSTNAME");
        return (host == null ? "localhost" : host) + "/"
                + ProcessHandle.current().pid();
    }

    private static void rest(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
