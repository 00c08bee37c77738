package exo.db;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/** The ways to run {@code migrate} in the background. */
enum MigrateClient {
    /** In a thread: it starts at once, and cannot be killed. */
    IN_PROCESS {
        @Override
        Running start(String dsn) {
            CompletableFuture<CommandRun> run = MigrateStage.migratingTo(dsn);
            return new Running(() -> {}, () -> run.join().code());
        }
    },
    /** As a process, which can be. */
    PROCESS {
        @Override
        Running start(String dsn) throws IOException {
            return running(MigrateStage.launchTo(dsn));
        }
    },
    /** As the process that a user starts, with the launcher and its start-up caches. */
    PROGRAM {
        @Override
        Running start(String dsn) throws IOException {
            return running(MigrateStage.launchProgramTo(dsn));
        }
    };

    /** Starts it against a database. */
    abstract Running start(String dsn) throws IOException;

    private static Running running(Process process) {
        return new Running(
                () -> process.destroyForcibly().onExit().join(),
                () -> process.onExit().join().exitValue());
    }

    /**
     * A run that has begun.
     *
     * @param kill ends it without warning, where that can be done, and returns when it has ended
     * @param exit waits for its end and returns its exit code
     */
    record Running(Runnable kill, IntSupplier exit) {}
}
