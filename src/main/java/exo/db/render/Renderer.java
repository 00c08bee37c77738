package exo.db.render;

import exo.db.database.Waiting;
import exo.db.engine.JsonText;
import exo.db.engine.PlanEvent;
import exo.db.failure.ExoException;
import exo.db.retention.PurgeProgress;
import exo.db.schema.Pending;
import exo.db.sealing.SealProgress;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints results, progress, warnings and failures of one command.
 *
 * <p>With JSON, standard error stays empty unless the command fails, and then holds one JSON object.
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

    /** @param command as typed, without the program's name */
    public Renderer(String command, Output output, Detail detail, Terminal terminal) {
        this.command = command;
        this.output = output;
        this.detail = detail;
        this.terminal = terminal;
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
            rendering.text(new TextOutput(terminal.out(), terminal.outPaint()));
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
        if (output != Output.JSON) {
            say(terminal.errPaint().faint(command + ":") + " " + text);
        }
    }

    /** Says something that the operator should change although the command goes on. */
    public void warning(String what, String next) {
        if (output != Output.JSON) {
            say(terminal.errPaint().warning(command + ": warning: ") + what);
            if (!next.isEmpty()) {
                say("  next: " + next);
            }
        }
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

    /** Tells how far sealing is, likewise; by any thread, one at a time. */
    public void sealing(SealProgress now) {
        tell(ProgressText.of(now), rhythm.isDue(now));
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
        return output != Output.JSON && terminal.errColour() == Terminal.Colour.COLOURED;
    }

    private void replaceLine(String text) {
        terminal.err()
                .print(BACK_TO_AN_EMPTY_LINE + CUT_OFF + terminal.errPaint().faint(command + ":") + " " + text + WRAP);
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
        Paint paint = terminal.errPaint();
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
        String answer = person.ask(question + " [y/N] ").strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes") ? Answer.YES : Answer.NO;
    }

    /** Asks a person to type a name, so that nobody says yes by habit. */
    public Answer askToType(String name, String question) {
        Terminal.Question person = terminal.question();
        if (person == null) {
            return Answer.NOBODY_THERE;
        }
        return person.ask(question + " ").strip().equals(name) ? Answer.YES : Answer.NO;
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
        terminal.err().println(line);
        terminal.err().flush();
    }

    private static void print(PrintWriter stream, JsonText.Body body) {
        stream.println(JsonText.of(body));
        stream.flush();
    }
}
