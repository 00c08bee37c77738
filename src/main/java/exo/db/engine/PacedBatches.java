package exo.db.engine;

import exo.db.database.Timing;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Runs batch after batch beside those who use the rows, each tried again for its locks, with rests between them. */
final class PacedBatches {
    private final Timing timing;
    private final Consumer<Runnable> insist;
    private final LongConsumer done;

    /**
     * @param insist runs a statement again while a lock is not to be had
     * @param done is told how many rows each batch was about
     */
    PacedBatches(Timing timing, Consumer<Runnable> insist, LongConsumer done) {
        this.timing = timing;
        this.insist = insist;
        this.done = done;
    }

    /**
     * Runs one, lets the pace learn from it, and rests.
     *
     * @param batch returns how many rows it was about
     * @throws FillInterrupted when the thread was interrupted meanwhile
     */
    long run(BatchPace pace, LongSupplier batch) {
        long start = timing.nanoTime().getAsLong();
        long rows = unpaced(batch);
        Duration taken = timing.since(start);
        pace.learn(taken, rows);
        timing.pause().rest(pace.rest(taken));
        if (Thread.currentThread().isInterrupted()) {
            throw new FillInterrupted();
        }
        return rows;
    }

    /** Runs one that says nothing about the pace. */
    long unpaced(LongSupplier batch) {
        long[] rows = new long[1];
        insist.accept(() -> rows[0] = batch.getAsLong());
        done.accept(rows[0]);
        return rows[0];
    }
}
