package exo.db;

import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** A backend that keeps writing at a steady rate, each writer on a connection of its own, until it is stopped. */
final class WriteLoad {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<CompletableFuture<Account>> writers = new ArrayList<>();

    private WriteLoad() {}

    /** Starts a thread for each writer. */
    static WriteLoad start(TestDatabase database, int perSecond, List<Writer> writers) {
        WriteLoad load = new WriteLoad();
        for (Writer writer : writers) {
            CompletableFuture<Account> account = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try (Connection connection = database.connect()) {
                    account.complete(load.write(connection, writer, TimeUnit.SECONDS.toNanos(1) / perSecond));
                } catch (SQLException | RuntimeException e) {
                    account.completeExceptionally(e);
                }
            });
            load.writers.add(account);
        }
        return load;
    }

    /** Has all writers finish their statement, and tells how each fared. */
    List<Account> stop() {
        stopped.set(true);
        return writers.stream().map(CompletableFuture::join).toList();
    }

    private Account write(Connection connection, Writer writer, long pause) throws SQLException {
        List<Long> waits = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        long due = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            for (long number = 1; !stopped.get(); number++) {
                LockSupport.parkNanos(due - System.nanoTime());
                long start = System.nanoTime();
                try {
                    statement.execute(writer.statement().apply(number));
                } catch (SQLException e) {
                    failures.add(e.getMessage());
                }
                long end = System.nanoTime();
                waits.add(end - start);
                // One that was held up goes on at its rate; it does not make up for the time.
                due = Math.max(due + pause, end);
            }
        }
        return new Account(
                writer, waits.stream().mapToLong(Long::longValue).sorted().toArray(), failures);
    }

    /**
     * One kind of write, numbered from one.
     *
     * @param statement the statement with that number
     * @param proof counts what must be as many as the writes that were acknowledged
     */
    record Writer(String name, LongFunction<String> statement, String proof) {}

    /** How a writer fared. */
    static final class Account {
        private final Writer writer;
        private final long[] sortedWaits;
        private final List<String> failures;

        private Account(Writer writer, long[] sortedWaits, List<String> failures) {
            this.writer = writer;
            this.sortedWaits = sortedWaits;
            this.failures = List.copyOf(failures);
        }

        Writer writer() {
            return writer;
        }

        List<String> failures() {
            return failures;
        }

        int acknowledged() {
            return sortedWaits.length - failures.size();
        }

        /** The wait in milliseconds that this share of the writes did not exceed; 1 gives the longest. */
        double waited(double share) {
            int position = (int) Math.ceil(share * sortedWaits.length) - 1;
            return sortedWaits[Math.clamp(position, 0, sortedWaits.length - 1)] / 1e6;
        }

        @Override
        public String toString() {
            return writer.name() + " " + sortedWaits.length + " writes, " + failures;
        }
    }
}
