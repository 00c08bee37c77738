package exo.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A way to run a command in the background. */
@FunctionalInterface
interface CommandClient {
    /** Many times what any command of the trials takes on a machine that is busy. */
    Duration LONGEST = Duration.ofMinutes(3);

    /** In a thread: it starts at once, goes by the clock that it is given, and cannot be killed. */
    CommandClient IN_PROCESS = (environment, clock, line) -> {
        CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(
                () -> CommandRun.at(clock, environment, line),
                task -> Thread.ofPlatform().start(task));
        return new Running(() -> {}, run::join);
    };

    /** As a process, which can be killed, by the machine's clock. */
    CommandClient PROCESS =
            (environment, clock, line) -> running(CommandProcess.builder(environment, Main.class, line));

    /** As the process that a user starts, with the launcher and its start-up caches. */
    CommandClient PROGRAM = (environment, clock, line) -> running(CommandProcess.program(environment, line));

    /** As a process in which these classes stand before the program's own. */
    static CommandClient behind(Path classes) {
        return (environment, clock, line) -> running(CommandProcess.behind(classes, environment, line));
    }

    /** Starts it. */
    Running start(Map<String, String> environment, Clock clock, String... line) throws IOException;

    private static Running running(ProcessBuilder builder) throws IOException {
        Path out = Files.createTempFile("exo-out", ".log");
        Path err = Files.createTempFile("exo-err", ".log");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Running(() -> process.destroyForcibly().onExit().join(), () -> {
            return new CommandRun(exit(process), taken(out), taken(err));
        });
    }

    /** One that hangs is killed, and so does not end as it should. */
    private static int exit(Process process) {
        try {
            return process.onExit().get(LONGEST.toSeconds(), TimeUnit.SECONDS).exitValue();
        } catch (TimeoutException e) {
            return process.destroyForcibly().onExit().join().exitValue();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String taken(Path file) {
        try {
            String text = Files.readString(file);
            Files.delete(file);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A run that has begun.
     *
     * @param kill ends it without warning, where that can be done, and returns when it has ended
     * @param end waits for its end, and is to be asked once
     */
    record Running(Runnable kill, Supplier<CommandRun> end) {}
}
