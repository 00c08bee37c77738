package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.RunLog;
import exo.db.maintenance.MaintenancePass.Patience;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Leads if nobody else does, and then runs each task when it is due.
 *
 * <p>Uses two sessions at a time: one for the lease, which a thread of its own renews while tasks run, and one for the
 * tasks. A database that goes away is waited for.
 */
public final class MaintenanceLoop {
    /** How often it is asked what is due: late enough to be quiet, soon enough for hours and days. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** How soon a lease that was taken meanwhile is noticed; costs no query. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /**
     * What lives as long as a connection does, half a minute, outlives the young generation and is garbage in the old
     * one, which grows to the limit of the heap before it is looked into: a daemon that is asked by monitoring took 3
     * MiB more every 10 minutes.
     */
    private static final Duration BETWEEN_TIDYINGS = Duration.ofMinutes(5);

    private final List<MaintenanceTask> tasks;
    private final Schedule schedule;
    private final Timing timing;
    private final Consumer<MaintenanceEvent> audience;
    private final Runnable tidying;
    private final LeaseKeeper keeper;
    private final MaintenancePass pass;
    private final Attempts keepingAttempts;
    private final Attempts passAttempts;

    /**
     * @param sessions borrows a session for each piece of work
     * @param holder host and process, to tell replicas apart
     * @param tidying gives memory back; asked for now and then while no task runs
     */
    public MaintenanceLoop(
            Supplier<Session> sessions,
            List<MaintenanceTask> tasks,
            Schedule schedule,
            String holder,
            RunLog runs,
            Timing timing,
            Consumer<MaintenanceEvent> audience,
            Runnable tidying) {
        LeaseStore store = new LeaseStore(holder);
        this.tasks = tasks.stream()
                .sorted(Comparator.comparing(MaintenanceTask::name))
                .toList();
        this.schedule = schedule;
        this.timing = timing;
        this.audience = audience;
        this.tidying = tidying;
        this.keepingAttempts = new Attempts("keep the lease", audience);
        this.passAttempts = new Attempts("run what is due", audience);
        this.keeper = new LeaseKeeper(sessions, store, timing, audience);
        this.pass = new MaintenancePass(sessions, store, runs, timing, audience);
    }

    /** Serves until it is told to stop; then ends the current batch and releases the lease. */
    public void serve(StopSignal stop) {
        whileLeaseIsKept(() -> {
            long nextLook = timing.nanoTime().getAsLong();
            long nextTidying = timing.deadlineIn(BETWEEN_TIDYINGS);
            while (!stop.isRequested()) {
                audience.accept(new MaintenanceEvent.Alive());
                if (timing.hasPassed(nextLook) && keeper.trusted().isPresent()) {
                    passAttempts.attempt(() -> passIfLeading(stop, Patience.AFTER_PAUSE));
                    nextLook = timing.deadlineIn(BETWEEN_LOOKS);
                }
                if (timing.hasPassed(nextTidying)) {
                    tidying.run();
                    nextTidying = timing.deadlineIn(BETWEEN_TIDYINGS);
                }
                stop.rest(TICK);
            }
            return Boolean.TRUE;
        });
    }

    /**
     * Runs everything that is due now, also what failed not long ago.
     *
     * @throws LeaseHeldElsewhere when another process leads
     */
    public PassReport once(StopSignal stop) {
        try {
            keeper.turn();
            if (keeper.trusted().isEmpty()) {
                throw new LeaseHeldElsewhere(keeper.obstacle());
            }
            return whileLeaseIsKept(() -> passIfLeading(stop, Patience.AT_ONCE));
        } catch (RuntimeException e) {
            throw WorkFailed.of(e, "run what is due");
        }
    }

    /** The tasks that are due now, in the order they would run. Writes nothing. */
    public List<TaskName> due() {
        try {
            return pass.due(tasks, schedule, Patience.AT_ONCE).stream()
                    .map(MaintenanceTask::name)
                    .toList();
        } catch (RuntimeException e) {
            throw WorkFailed.of(e, "see what is due");
        }
    }

    private PassReport passIfLeading(StopSignal stop, Patience patience) {
        Optional<Lease> lease = keeper.trusted();
        if (lease.isEmpty()) {
            return new PassReport(
                    List.of(), tasks.stream().map(MaintenanceTask::name).toList());
        }
        long term = lease.get().term();
        BooleanSupplier end = () -> {
            audience.accept(new MaintenanceEvent.Alive());
            return stop.isRequested()
                    || keeper.trusted().filter(held -> held.term() == term).isEmpty();
        };
        return pass.run(pass.due(tasks, schedule, patience), term, end);
    }

    /** Renews the lease beside the work, and releases it after. */
    private <T> T whileLeaseIsKept(Supplier<T> work) {
        StopSignal over = new StopSignal();
        Thread keeping = Thread.ofPlatform().name("lease").daemon().start(() -> {
            while (!over.isRequested()) {
                keepingAttempts.attempt(keeper::turn);
                over.rest(keeper.pause());
            }
        });
        try {
            return work.get();
        } finally {
            over.request();
            join(keeping);
            keepingAttempts.attempt(keeper::release);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
