package exo.db.retention;

import exo.db.database.AdvisoryLock;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.WindowsReader;
import exo.db.model.RetentionWindows;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** One run over all tables: its one reading of the clock, what it has deleted so far and what it leaves. */
final class PurgeRun {
    /** What another session's work can cause; the next run finds things otherwise. */
    private static final Set<String> PASSING =
            Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.QUERY_CANCELED, SqlState.DEADLOCK);

    private final Session session;
    private final Instant now;
    private final BooleanSupplier stop;
    private final Map<Place, Purged> purged = new LinkedHashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    PurgeRun(Session session, Instant now, BooleanSupplier stop) {
        this.session = session;
        this.now = now;
        this.stop = stop;
    }

    /** How a batch ended. */
    enum Batch {
        DONE,
        /** Nothing more of this table is to be done in this run; why is pending. */
        LEFT
    }

    Session session() {
        return session;
    }

    /** The windows and holds of this moment, counted from the clock as the run read it. */
    RetentionWindows windows() {
        RetentionWindows read = WindowsReader.read(session);
        return new RetentionWindows(now, read.defaultDays(), read.auditFloorDays(), read.days(), read.held());
    }

    /**
     * Does one batch in a transaction of its own that holds the table's lock and waits for nobody for long, unless the
     * run is to stop or another has the lock. What it says it deleted counts once it is committed.
     */
    Batch batch(String table, Function<RetentionWindows, List<Purged>> work) {
        if (stop.getAsBoolean()) {
            leave("purge.stopped", table, "it was told to stop");
            return Batch.LEFT;
        }
        try {
            Optional<List<Purged>> committed = session.inTransaction(() -> locked(table, work));
            committed.ifPresent(rows -> rows.forEach(this::add));
            return committed.isPresent() ? Batch.DONE : Batch.LEFT;
        } catch (DataAccessException e) {
            if (!PASSING.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            leave("purge.deferred", table, ServerFailures.reason(e));
            return Batch.LEFT;
        }
    }

    private Optional<List<Purged>> locked(String table, Function<RetentionWindows, List<Purged>> work) {
        session.sql().fetch(RetentionQueries.BATCH_LIMITS);
        if (!AdvisoryLock.tryInTransaction(session, "parent/" + table)) {
            leave("purge.locked", table, "another run works on this table");
            return Optional.empty();
        }
        return Optional.of(work.apply(windows()));
    }

    private void add(Purged rows) {
        purged.merge(new Place(rows.table(), rows.leaf(), rows.deployment()), rows, PurgeRun::sum);
    }

    void leave(Pending left) {
        pending.add(left);
    }

    private void leave(String id, String table, String why) {
        leave(new Pending(id, "the rest of " + table + " is left: " + why, "nothing: the next run goes on"));
    }

    RetentionReport report() {
        return new RetentionReport(now, List.copyOf(purged.values()), pending);
    }

    private static Purged sum(Purged one, Purged other) {
        return new Purged(one.table(), one.leaf(), one.deployment(), one.rows() + other.rows(), other.cutoff());
    }

    private record Place(
            String table, String leaf, @Nullable UUID deployment) {}
}
