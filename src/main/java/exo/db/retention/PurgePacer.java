package exo.db.retention;

import exo.db.database.GrowingPause;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.retention.PurgePolicy.Pace;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rests between batches so that the server's log grows no faster than it may and no replica falls behind. */
final class PurgePacer {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Session session;
    private final Timing timing;
    private final Pace pace;
    private final BooleanSupplier stop;
    private final Consumer<String> waiting;
    private long free;
    private long nextLook;
    private long nextReport;

    /** @param stop ends a pause */
    PurgePacer(Session session, Timing timing, Pace pace, BooleanSupplier stop, Consumer<String> waiting) {
        this.session = session;
        this.timing = timing;
        this.pace = pace;
        this.stop = stop;
        this.waiting = waiting;
        this.free = timing.nanoTime().getAsLong();
        this.nextLook = free;
        this.nextReport = free;
    }

    /** After a batch that wrote so much. */
    void rest(long walBytes, Duration taken) {
        pace.paced().ifPresent(paced -> {
            long began = timing.nanoTime().getAsLong() - taken.toNanos();
            Duration worth = Duration.ofNanos((long) (walBytes * 1e9 / paced.bytesPerSecond()));
            free = Math.max(free, began) + worth.toNanos();
            Duration left = timing.until(free);
            if (!left.isZero()) {
                timing.pause().rest(left);
            }
            if (timing.hasPassed(nextLook)) {
                awaitReplicas(paced);
                nextLook = timing.deadlineIn(BETWEEN_LOOKS);
            }
        });
    }

    private void awaitReplicas(Pace.Paced paced) {
        GrowingPause pause = new GrowingPause(timing, FIRST_PAUSE, LONGEST_PAUSE);
        for (String laggard = laggard(paced); !laggard.isEmpty() && !stop.getAsBoolean(); laggard = laggard(paced)) {
            if (timing.hasPassed(nextReport)) {
                waiting.accept("waiting for replica " + laggard);
                nextReport = timing.deadlineIn(BETWEEN_REPORTS);
            }
            pause.rest();
        }
    }

    private String laggard(Pace.Paced paced) {
        return session
                .sql()
                .fetch(PurgeQueries.LAGGARDS, DSL.inline(paced.mostLag().toSeconds()), DSL.inline(paced.bytesBehind()))
                .stream()
                .findFirst()
                .map(PurgePacer::words)
                .orElse("");
    }

    private static String words(Record row) {
        return row.get("name", String.class) + ": " + row.get("seconds", Long.class) + " s and "
                + (row.get("bytes", Long.class) >> 20) + " MiB behind";
    }
}
