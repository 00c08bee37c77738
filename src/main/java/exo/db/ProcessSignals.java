package exo.db;

import exo.db.failure.ExitStatus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * The signals that are to end this process.
 *
 * <p>By {@code sun.misc.Signal}, the only class of the platform that can tell a second signal from the first: a
 * shutdown hook hears of one. By reflection, since the compiler warns of that class and knows no way to be told that it
 * is meant. A signal that the parent process ignores (nohup) stays ignored.
 */
final class ProcessSignals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private ProcessSignals() {}

    /** Hears of SIGTERM and SIGINT from now on, each on a thread of its own, in place of the process being ended. */
    static void listen(Consumer<ExitStatus> listener) {
        try {
            handle("TERM", () -> listener.accept(ExitStatus.TERMINATED));
            handle("INT", () -> listener.accept(ExitStatus.INTERRUPTED));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("module jdk.unsupported is part of every runtime we are made for", e);
        }
    }

    private static void handle(String name, Runnable reaction) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        Class<?> handler = Class.forName(HANDLER);
        InvocationHandler invocation = (proxy, method, arguments) -> {
            reaction.run();
            return null;
        };
        Object listening = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
        Object number = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, number, listening);
    }
}
