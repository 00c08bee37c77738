package exo.db.sealing;

import exo.db.database.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Those who work through a relation side by side, each with a session of its own. */
public sealed interface Crew {
    /** One worker, on a session that is there. */
    record Alone(Session session) implements Crew {}

    /** So many workers at a time; each borrows a session and gives it back. */
    record Several(int size, Supplier<Session> sessions) implements Crew {}

    /**
     * Has every worker do the job, which takes pieces from where all of them take, and returns when all are done.
     *
     * @param abandon ends the handing out, so that the others stop when one has failed
     */
    default void work(Consumer<Session> job, Runnable abandon) {
        switch (this) {
            case Alone alone -> job.accept(alone.session());
            case Several several -> together(several, job, abandon);
        }
    }

    private static void together(Several crew, Consumer<Session> job, Runnable abandon) {
        try (ExecutorService threads = Executors.newFixedThreadPool(crew.size())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < crew.size(); worker++) {
                workers.add(threads.submit(() -> {
                    try (Session session = crew.sessions().get()) {
                        job.accept(session);
                    } catch (RuntimeException e) {
                        abandon.run();
                        throw e;
                    }
                }));
            }
            await(workers, abandon);
        }
    }

    /** Throws the first failure, with those of the others added. */
    private static void await(List<Future<?>> workers, Runnable abandon) {
        RuntimeException failure = null;
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException(e.getCause());
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            } catch (InterruptedException e) {
                abandon.run();
                Thread.currentThread().interrupt();
                workers.forEach(other -> other.cancel(true));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
