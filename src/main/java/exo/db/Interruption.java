package exo.db;

import exo.db.failure.ExitStatus;
import exo.db.maintenance.StopSignal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a signal that is to end the process leads to.
 *
 * <p>The first one gives up what the process shares with others, such as the embedded server, and ends it with the
 * signal's code; a command that serves is asked to stop instead, and ends by itself. The second ends it at once.
 */
final class Interruption {
    private final IntConsumer exit;
    private final IntConsumer halt;
    private final BiConsumer<ProcessSignal, Runnable> signals;
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private @Nullable StopSignal served;
    private @Nullable ExitStatus ending;
    private boolean listening;
    private boolean signalled;

    /**
     * @param exit ends the process in the usual way
     * @param halt ends it without anything else
     * @param signals has a reaction hear of a signal; not asked for before there is a reason, since it costs time
     */
    Interruption(IntConsumer exit, IntConsumer halt, BiConsumer<ProcessSignal, Runnable> signals) {
        this.exit = exit;
        this.halt = halt;
        this.signals = signals;
    }

    /** Has something given up before a signal ends the process, in reverse order; it may have been given up already. */
    synchronized void beforeEnd(Runnable closing) {
        closings.push(closing);
        listen();
    }

    /** From now on the first signal asks for a stop and does nothing else. */
    synchronized StopSignal stopInstead() {
        StopSignal stop = new StopSignal();
        served = stop;
        listen();
        return stop;
    }

    private void listen() {
        if (!listening) {
            listening = true;
            signals.accept(ProcessSignal.TERM, () -> arrived(ExitStatus.TERMINATED));
            signals.accept(ProcessSignal.INT, () -> arrived(ExitStatus.INTERRUPTED));
        }
    }

    /** Has SIGHUP lead to that from now on, in place of ending the process. */
    void onHangup(Runnable reaction) {
        signals.accept(ProcessSignal.HUP, reaction);
    }

    /** A signal has arrived. */
    void arrived(ExitStatus status) {
        switch (reaction(status)) {
            case STOP_SERVING -> {}
            case END -> {
                // Ends the process also when something cannot be given up: the next command sweeps it.
                try {
                    closings().forEach(Runnable::run);
                } finally {
                    exit.accept(status.code());
                }
            }
            case HALT -> halt.accept(status.code());
        }
    }

    /** Whether a signal is ending the process now. */
    synchronized boolean isEnding() {
        return ending != null;
    }

    /** The code that the process ends with when its command returned that one. */
    synchronized int codeAfter(int returned) {
        return ending == null ? returned : ending.code();
    }

    private synchronized Reaction reaction(ExitStatus status) {
        if (signalled) {
            return Reaction.HALT;
        }
        signalled = true;
        if (served != null) {
            served.request();
            return Reaction.STOP_SERVING;
        }
        ending = status;
        return Reaction.END;
    }

    private synchronized Deque<Runnable> closings() {
        return new ArrayDeque<>(closings);
    }

    /** What a signal does. */
    private enum Reaction {
        STOP_SERVING,
        END,
        HALT
    }
}
