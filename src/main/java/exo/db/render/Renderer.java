package exo.db.render;

import exo.db.database.Waiting;
import exo.db.engine.Headway;
import exo.db.engine.JsonText;
import exo.db.engine.PlanEvent;
import exo.db.failure.ExoException;
import exo.db.retention.PurgeProgress;
import exo.db.schema.Pending;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints results, progress, warnings and failures of one command.
 *
 * <p>With JSON, standard error stays empty unless the command fails, and then holds one JSON object. Else it holds
 * lines for people, or such of the Elastic Common Schema.
 */
public final class Renderer {
    /** Carriage return, then "erase in line" of ECMA-48. */
    private static final String BACK_TO_AN_EMPTY_LINE = "\r\u001b[K";

    /** DECAWM of the VT100: what does not fit is cut off, where a second line could not be taken back. */
    private static final String CUT_OFF = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final ProgressText.Rhythm rhythm = new ProgressText.Rhythm();
    private final String command;
    private final Output output;
    private final Detail detail;
    private final Terminal terminal;
    private final @Nullable Clock stamp;

    /**
     * One that tells people of it.
     *
     * @param command as typed, without the program's name
     */
    public Renderer(String command, Output output, Detail detail, Terminal terminal) {
        this(command, output, detail, terminal, null);
    }

    private Renderer(String command, Output output, Detail detail, Terminal terminal, @Nullable Clock stamp) {
        this.command = command;
        this.output = output;
        this.detail = detail;
        this.terminal = terminal;
        this.stamp = stamp;
    }

    /** The same, telling in that form; the clock is what a machine reads the time of each line off. */
    public Renderer in(LogForm form, Clock clock) {
        return new Renderer(
                command,
                output,
                detail,
                terminal,
                switch (form) {
                    case TEXT -> null;
                    case ECS -> clock;
                });
    }

    /** The form of what is told on the way to a result. */
    public LogForm logForm() {
        return stamp == null ? LogForm.TEXT : LogForm.ECS;
    }

    /** How much is told of what goes on. */
    public enum Detail {
        NORMAL,
        VERBOSE
    }

    /** The form that was asked for. */
    public Output output() {
        return output;
    }

    /** Prints a result to standard output. */
    public void result(Rendering rendering) {
        if (output == Output.JSON) {
            print(terminal.out(), rendering::json);
        } else {
            clearLine();
            rendering.text(new TextOutput(terminal.out(), terminal.outManners()));
            terminal.out().flush();
        }
    }

    /** Prints the one line that monitoring reads, whatever form was asked for. */
    public void line(NagiosLine line) {
        terminal.out().println(line.line());
        terminal.out().flush();
    }

    /** Says something about the way to the result. */
    public void progress(String text) {
        tell(Notice.of(LogLevel.INFO, text));
    }

    /** Says something that the operator should change although the command goes on. */
    public void warning(String what, String next) {
        tell(Notice.warning(what, next));
    }

    /** Tells that, in the form that was asked for. */
    void tell(Notice notice) {
        Clock clock = stamp;
        if (output == Output.JSON) {
            return;
        }
        if (clock == null) {
            sayInWords(notice);
        } else {
            say(EcsLine.of(clock.instant(), notice.level(), name(), notice.message(), notice::writeFields));
        }
    }

    private void sayInWords(Notice notice) {
        Paint paint = terminal.errManners().paint();
        String from = switch (notice.level()) {
            case WARN -> paint.warning(command + ": warning:");
            case OFF, ERROR -> paint.bad(command + ":");
            case INFO, DEBUG, TRACE -> command + ":";
        };
        say(from + " " + notice.message());
        if (!notice.next().isEmpty()) {
            say("  next: " + notice.next());
        }
        pending(notice.items());
    }

    /** Warns of everything that was left out. */
    public void pending(List<Pending> items) {
        items.forEach(item -> warning(item.what(), item.next()));
    }

    /** Tells of the steps of a plan while it runs. */
    public void event(PlanEvent event) {
        switch (event) {
            case PlanEvent.Started started -> {
                if (detail == Detail.VERBOSE) {
                    progress(PlanText.started(started));
                }
            }
            case PlanEvent.Finished finished -> {
                if (detail == Detail.VERBOSE) {
                    progress(PlanText.finished(finished));
                }
            }
            case PlanEvent.Progress now -> progress(now);
            case PlanEvent.Waiting waiting -> progress(PlanText.waiting(waiting));
            // Said once, with everything else that was left out.
            case PlanEvent.Deferred deferred -> {}
        }
    }

    private void progress(PlanEvent.Progress now) {
        tell(canReplaceALine() ? ProgressText.inPlace(now) : ProgressText.of(now), rhythm.isDue(now));
    }

    /**
     * Tells that the database is not there yet: in place on a terminal that can do so; elsewhere a line now and then.
     */
    public void waiting(Waiting now) {
        tell(ProgressText.of(now), rhythm.isDue(now));
    }

    /** Tells how far long work is, likewise; by any thread, one at a time. */
    public void underWay(Headway now) {
        tell(canReplaceALine() ? ProgressText.inPlace(now) : ProgressText.of(now), rhythm.isDue(now));
    }

    /** Tells how far a purge is, likewise. */
    public void purging(PurgeProgress now) {
        tell(ProgressText.of(now), rhythm.isDue(now));
    }

    private void tell(String text, boolean isDue) {
        if (canReplaceALine()) {
            replaceLine(text);
        } else if (isDue) {
            progress(text);
        }
    }

    private boolean canReplaceALine() {
        return output != Output.JSON && stamp == null && terminal.errManners().lines() == Terminal.Lines.REPLACEABLE;
    }

    private void replaceLine(String text) {
        terminal.err().print(BACK_TO_AN_EMPTY_LINE + CUT_OFF + command + ":" + " " + text + WRAP);
        terminal.err().flush();
    }

    /** Takes back what stands in place, also what another renderer of this process left there before a failure. */
    private void clearLine() {
        if (canReplaceALine()) {
            terminal.err().print(BACK_TO_AN_EMPTY_LINE);
            terminal.err().flush();
        }
    }

    /** Explains a failure: what, why, next. */
    public void failure(ExoException failure) {
        if (output == Output.JSON) {
            print(terminal.err(), json -> FailureJson.write(json, failure));
            return;
        }
        if (stamp != null) {
            tell(Notice.of(failure));
            return;
        }
        Paint paint = terminal.errManners().paint();
        say(paint.bad(name() + ": " + failure.what()));
        field("why:  ", failure.why());
        List<ExoException.Detail> details = failure.details();
        boolean isToldAbove = details.size() == 1 && details.getFirst().what().equals(failure.what());
        for (ExoException.Detail item : isToldAbove ? List.<ExoException.Detail>of() : details) {
            if (!failure.why().contains(item.what())) {
                field("      ", item.what());
            }
            field("        next: ", item.next());
        }
        field("next: ", failure.next());
    }

    /** Asks for consent on a terminal; elsewhere there is nobody to ask and the answer is no. */
    public Answer ask(String question) {
        Terminal.Question person = terminal.question();
        if (person == null) {
            return Answer.NOBODY_THERE;
        }
        String answer = person.ask(prompt(question + " [y/N]")).strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes") ? Answer.YES : Answer.NO;
    }

    /** Asks a person to type a name, so that nobody says yes by habit. */
    public Answer askToType(String name, String question) {
        Terminal.Question person = terminal.question();
        if (person == null) {
            return Answer.NOBODY_THERE;
        }
        return person.ask(prompt(question)).strip().equals(name) ? Answer.YES : Answer.NO;
    }

    /** In lines that the terminal need not break; the answer comes after the last. */
    private String prompt(String question) {
        return String.join("\n", terminal.errManners().width().broken(question)) + " ";
    }

    /** What a person said. */
    public enum Answer {
        YES,
        NO,
        NOBODY_THERE
    }

    private String name() {
        return command.isEmpty() ? "exo-db-cli" : "exo-db-cli " + command;
    }

    private void field(String label, String text) {
        if (!text.isEmpty()) {
            say("  " + label + text);
        }
    }

    private void say(String line) {
        clearLine();
        terminal.errManners().width().broken(line).forEach(terminal.err()::println);
        terminal.err().flush();
    }

    private static void print(PrintWriter stream, JsonText.Body body) {
        stream.println(JsonText.of(body));
        stream.flush();
    }
}
