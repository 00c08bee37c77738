package exo.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Hears of signals in place of what they would do by themselves.
 *
 * <p>By {@code sun.misc.Signal}, the only class of the platform that can tell a second signal from the first: a
 * shutdown hook hears of one. By reflection, since the compiler warns of that class and knows no way to be told that it
 * is meant. A signal that the parent process ignores (nohup) stays ignored.
 */
final class ProcessSignals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private ProcessSignals() {}

    /** Has that signal lead to the reaction from now on, on a thread of its own. */
    static void listen(ProcessSignal signal, Runnable reaction) {
        try {
            handle(signal.name(), reaction);
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
