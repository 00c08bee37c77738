package exo.db.maintenance;

import exo.db.database.Session;
import exo.db.database.Timing;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lease when it is free and renews it from then on, one turn at a time.
 *
 * <p>Turns are taken by one thread; {@link #trusted} may be asked by any.
 */
final class LeaseKeeper {
    /**
     * Longer than the row can be locked by a transaction that is covered by it, shorter than the pause between two
     * renewals: a server that has gone without a word is given up and looked for anew.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Supplier<Session> sessions;
    private final LeaseStore store;
    private final Timing timing;
    private final Consumer<MaintenanceEvent> audience;
    private volatile @Nullable Lease lease;
    private MaintenanceEvent.@Nullable Waiting waiting;

    LeaseKeeper(Supplier<Session> sessions, LeaseStore store, Timing timing, Consumer<MaintenanceEvent> audience) {
        this.sessions = sessions;
        this.store = store;
        this.timing = timing;
        this.audience = audience;
    }

    /** Renews the lease, or tries to take it; when that fails, the trust in a lease that is held runs out by itself. */
    void turn() {
        long asked = timing.nanoTime().getAsLong();
        try (Session session = sessions.get().answeringWithin(PATIENCE)) {
            Lease held = lease;
            if (held == null) {
                apply(session, asked);
            } else if (store.renew(session, held.term())) {
                lease = Lease.granted(held.term(), asked);
            } else {
                lease = null;
                audience.accept(new MaintenanceEvent.LeaseLost(held.term()));
            }
        }
    }

    /** The lease, for as long as it is certain that nobody else leads. */
    Optional<Lease> trusted() {
        Lease held = lease;
        return held == null || timing.hasPassed(held.trustedUntil()) ? Optional.empty() : Optional.of(held);
    }

    /** Why the last turn did not get the lease. */
    String obstacle() {
        MaintenanceEvent.Waiting reason = waiting;
        return reason == null ? "another process was faster" : reason.reason();
    }

    /** How long to rest until the next turn. */
    Duration pause() {
        return lease == null ? Lease.CANDIDACY : Lease.RENEWAL;
    }

    /** Lets others lead at once. */
    void release() {
        Lease held = lease;
        lease = null;
        if (held != null) {
            try (Session session = sessions.get().answeringWithin(PATIENCE)) {
                store.release(session, held.term());
            }
        }
    }

    private void apply(Session session, long asked) {
        LeaseView view = store.view(session);
        switch (view.decision()) {
            case TAKE -> {
                OptionalLong term = store.take(session);
                if (term.isPresent()) {
                    lease = Lease.granted(term.getAsLong(), asked);
                    waiting = null;
                    audience.accept(new MaintenanceEvent.LeaseTaken(term.getAsLong()));
                }
            }
            case WAIT_FOR_HOLDER -> say(new MaintenanceEvent.Waiting(view.holder() + " leads"));
            case WAIT_FOR_PRIMARY -> say(new MaintenanceEvent.Waiting("the server is a standby"));
        }
    }

    /** Once for each reason: who waits is to be quiet. */
    private void say(MaintenanceEvent.Waiting reason) {
        if (!reason.equals(waiting)) {
            waiting = reason;
            audience.accept(reason);
        }
    }
}
