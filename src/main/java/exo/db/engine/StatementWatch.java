package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.failure.ExoException;
import java.time.Duration;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Looks, from a second connection, at a session whose statement takes long: the first time after a second, so that
 * short statements open none, and then every second.
 *
 * <p>The observers are called on a thread of their own while the one that runs the statement waits for it and says
 * nothing, so nobody is told two things at once. Where the second connection is not to be had, or a look fails, the
 * statement goes on unwatched.
 */
final class StatementWatch implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Session watched;
    private final Timing timing;
    private volatile @Nullable Session second;

    StatementWatch(Session watched, Timing timing) {
        this.watched = watched;
        this.timing = timing;
    }

    /** Sees one thing about a statement that takes long. */
    @FunctionalInterface
    interface Observer {
        /**
         * Looks once.
         *
         * @param second the connection to ask; in autocommit, and it must be left so, since an index build waits for
         *     every session that holds a snapshot
         * @param backend the server's process that runs the statement
         */
        void look(Session second, int backend);
    }

    /** Runs a statement of the watched session under the eyes of the observers. */
    void during(List<? extends Observer> observers, Runnable statement) {
        Looking looking = new Looking(List.copyOf(observers));
        Thread thread = Thread.ofPlatform().name("statement-watch").daemon().start(looking);
        try {
            statement.run();
        } finally {
            looking.isOver = true;
            thread.interrupt();
            join(thread);
        }
    }

    /** Closes the second connection, if there was ever need of it. */
    @Override
    public void close() {
        Session opened = second;
        second = null;
        if (opened != null) {
            opened.close();
        }
    }

    /** A look never takes long; an interrupt of the one who waits is kept for later. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Session second() {
        Session opened = second;
        if (opened == null) {
            opened = watched.another();
            second = opened;
        }
        return opened;
    }

    /** The looks at one statement. */
    private final class Looking implements Runnable {
        private final List<? extends Observer> observers;
        private volatile boolean isOver;

        Looking(List<? extends Observer> observers) {
            this.observers = observers;
        }

        @Override
        public void run() {
            try {
                rest();
                while (!isOver) {
                    observers.forEach(observer -> observer.look(second(), watched.backend()));
                    rest();
                }
            } catch (ExoException | DataAccessException e) {
                // Watching is a courtesy: the statement goes on, and its own failure is told by whoever runs it.
                isOver = true;
            }
        }

        private void rest() {
            timing.pause().rest(BETWEEN_LOOKS);
        }
    }
}
