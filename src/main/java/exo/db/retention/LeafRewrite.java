package exo.db.retention;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Bounds;
import exo.db.engine.BatchPace.Manner;
import exo.db.engine.ServerDisk;
import exo.db.retention.PurgeRun.Batch;
import exo.db.retention.RetentionReport.Care;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.DiskDemand;
import exo.db.schema.Pending;
import exo.db.schema.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Writes a month that has ended anew, so that the room of deleted rows goes back to the disk, and puts the copy in its
 * place in one short transaction.
 *
 * <p>Nobody is kept from changing the month while it is copied; it is only noticed: a trigger marks any change, and the
 * copy of a month that was changed is thrown away. Such changes are rare: a month that has ended takes no inserts, and
 * our own batches hold the same lock. What a killed run leaves is removed by the next.
 */
final class LeafRewrite {
    /** A quarter of free room pays for the copy, as measured: 1,097 MB written to give back 474. */
    private static final double WORTH_A_COPY = 0.75;

    private static final Bounds PAGES = new Bounds(1, 1, 1, 500, 500);

    /** Everybody who reads or writes the table waits for the swap. */
    private static final String SHORT = "set local statement_timeout = '200ms'";

    private static final Set<String> OF_ONE_LEAF = Set.of(
            SqlState.INSUFFICIENT_PRIVILEGE,
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            SqlState.WRONG_OBJECT_TYPE,
            SqlState.UNDEFINED_TABLE);

    private final PurgeRun run;
    private final Session session;

    LeafRewrite(PurgeRun run) {
        this.run = run;
        this.session = run.session();
    }

    /** What is known of a leaf. */
    private record Facts(String bound, String proof, long file, String options, long bytes, long filled, String own) {
        boolean isWorthIt() {
            return bytes > 0 && filled < bytes * WORTH_A_COPY;
        }
    }

    /** Writes anew what is worth it. */
    Batch rewrite(List<PurgeLeaf> months) {
        Batch batch = Batch.DONE;
        for (PurgeLeaf month : months) {
            if (batch != Batch.STOPPED && clear(month) == Batch.DONE) {
                batch = rewrite(month);
            }
        }
        return batch;
    }

    private Batch rewrite(PurgeLeaf leaf) {
        Facts facts = facts(leaf).filter(Facts::isWorthIt).orElse(null);
        if (facts == null) {
            return Batch.DONE;
        }
        Optional<Pending> refusal = refusal(leaf, facts);
        if (refusal.isPresent()) {
            run.tally().leave(refusal.get());
            return Batch.LEFT;
        }
        Optional<Pending> obstacle = Optional.empty();
        Batch batch = Batch.LEFT;
        try {
            batch = write(leaf, facts);
        } catch (LeafChanged changed) {
            obstacle = Optional.of(new Pending(
                    "reclaim.changed",
                    leaf.name() + " was changed while it was written anew: it stays as it was",
                    "nothing: the next run with --reclaim tries again"));
        } catch (DataAccessException e) {
            if (!OF_ONE_LEAF.contains(String.valueOf(SqlState.of(e)))) {
                throw e;
            }
            obstacle = Optional.of(refused(leaf, ServerFailures.reason(e)));
        }
        obstacle.ifPresent(run.tally()::leave);
        if (batch == Batch.DONE) {
            run.tally().add(leaf, Care.RECLAIMED);
        } else {
            clear(leaf);
        }
        return batch;
    }

    private Batch write(PurgeLeaf leaf, Facts facts) {
        Batch batch = once(leaf, () -> stage(leaf, facts));
        if (batch == Batch.DONE) {
            batch = copy(leaf);
        }
        return batch == Batch.DONE ? once(leaf, () -> swap(leaf, facts)) : batch;
    }

    private Optional<Facts> facts(PurgeLeaf leaf) {
        return run.look(
                        leaf,
                        () -> session.sql()
                                .fetchOptional(ReclaimQueries.FACTS, text(leaf.sql()), text(parent(leaf)))
                                .map(LeafRewrite::facts))
                .flatMap(found -> found);
    }

    private static Facts facts(Record row) {
        return new Facts(
                row.get("bound", String.class),
                row.get("proof", String.class),
                row.get("file", Long.class),
                Objects.requireNonNullElse(row.get("options", String.class), ""),
                row.get("bytes", Long.class),
                row.get("filled", Long.class),
                row.get("own", String.class));
    }

    private Optional<Pending> refusal(PurgeLeaf leaf, Facts facts) {
        if (!facts.own().isEmpty()) {
            return Optional.of(refused(leaf, "it has " + facts.own()));
        }
        ServerDisk disk = ServerDisk.read(session, new DiskDemand(List.of(leaf.name()), List.of()));
        return DiskDemand.refusal(disk.needed(), disk.free()).map((Refusal full) -> refused(leaf, full.what()));
    }

    private static Pending refused(PurgeLeaf leaf, String why) {
        return new Pending(
                "reclaim.refused",
                leaf.name() + " is not written anew: " + why,
                "leave it: its room is used again by no later month, and goes back when the month is dropped");
    }

    /** The copy without rows, and the trigger that tells of changes; who writes to the month now is waited for. */
    private void stage(PurgeLeaf leaf, Facts facts) {
        execute(ReclaimQueries.CREATE_COPY, copy(), leaf.sql(), DSL.raw(facts.proof()));
        if (!facts.options().isEmpty()) {
            execute("alter table {0} set ({1})", copy(), DSL.raw(facts.options()));
        }
        execute("create sequence {0}", mark());
        String body = "begin perform nextval(" + session.sql().renderInlined(text(mark())) + "); return null; end";
        execute(ReclaimQueries.CREATE_FUNCTION, mark(), DSL.inline(body));
        execute(ReclaimQueries.CREATE_TRIGGER, leaf.sql(), mark());
    }

    private Batch copy(PurgeLeaf leaf) {
        long pages =
                session.sql().fetchSingle(PurgeQueries.PAGES, text(leaf.sql())).get("pages", Long.class);
        BatchPace pace = new BatchPace(Manner.BULK, PAGES);
        Batch batch = Batch.DONE;
        for (long next = 0; next < pages && batch == Batch.DONE; next += PAGES.mostPages()) {
            long first = next;
            batch = run.batch(
                    leaf,
                    pace,
                    new Once(() -> execute(
                            ReclaimQueries.COPY_PAGES,
                            copy(),
                            leaf.sql(),
                            DSL.inline("(" + first + ",0)"),
                            DSL.inline("(" + (first + PAGES.mostPages()) + ",0)"))));
            run.tell(leaf, next, pages);
        }
        if (batch == Batch.DONE) {
            execute("analyze {0}", copy());
        } else if (batch == Batch.STOPPED) {
            run.stopped("the copy of " + leaf.name());
        }
        return batch;
    }

    /** Locks the parent before the leaf, as everybody does, and looks for changes when nobody can make another. */
    private void swap(PurgeLeaf leaf, Facts facts) {
        session.sql().execute(SHORT);
        execute("lock table only {0} in access exclusive mode", parent(leaf));
        execute("lock table only {0} in access exclusive mode", leaf.sql());
        if (session.sql()
                .fetchSingle(ReclaimQueries.IS_CHANGED, mark(), text(leaf.sql()), DSL.inline(facts.file()))
                .get(0, Boolean.class)) {
            throw new LeafChanged();
        }
        Map<Long, String> names = new HashMap<>();
        indexes(leaf.sql()).forEach(row -> names.put(row.get("whole", Long.class), row.get("name", String.class)));
        execute("alter table {0} detach partition {1}", parent(leaf), leaf.sql());
        execute("drop table {0}", leaf.sql());
        execute("alter table {0} attach partition {1} {2}", parent(leaf), copy(), DSL.raw(facts.bound()));
        execute("alter table {0} drop constraint exo_reclaim_proof", copy());
        for (Record row : indexes(copy())) {
            execute(
                    "alter index {0} rename to {1}",
                    DSL.name(session.schema(), row.get("name", String.class)),
                    DSL.name(names.get(row.get("whole", Long.class))));
        }
        execute("alter table {0} rename to {1}", copy(), DSL.name(leaf.name().name()));
        execute("drop function {0}()", mark());
        execute("drop sequence {0}", mark());
    }

    private Result<Record> indexes(Name table) {
        return session.sql().fetch(ReclaimQueries.INDEXES, text(table));
    }

    /** Removes what was made so far, here or by a run that was killed. */
    private Batch clear(PurgeLeaf leaf) {
        Optional<Record> left = session.sql().fetchOptional(ReclaimQueries.LEFT_BEHIND, text(copy()), text(mark()));
        return left.isEmpty()
                ? Batch.DONE
                : once(leaf, () -> {
                    execute("drop table if exists {0}", copy());
                    String marked = left.get().get("marked", String.class);
                    if (marked != null) {
                        execute("drop trigger exo_reclaim_mark on {0}", DSL.raw(marked));
                    }
                    execute("drop function if exists {0}()", mark());
                    execute("drop sequence if exists {0}", mark());
                });
    }

    /** Something that is done in one transaction, under the table's lock, and deletes nothing. */
    private Batch once(PurgeLeaf leaf, Runnable work) {
        return run.batch(leaf, new BatchPace(Manner.BULK), new Once(work));
    }

    private record Once(Runnable work) implements PurgeRun.Work {
        @Override
        public List<Purged> delete() {
            work.run();
            return List.of();
        }

        @Override
        public String checkpoint(List<Purged> deleted) {
            return PurgeCheckpoint.ofRows(deleted);
        }
    }

    private void execute(String sql, QueryPart... parts) {
        session.sql().execute(sql, parts);
    }

    /** A name as a text that the server makes a relation of. */
    private Field<String> text(Name name) {
        return DSL.inline(session.sql().render(name));
    }

    private Name parent(PurgeLeaf leaf) {
        return DSL.name(session.schema(), leaf.table());
    }

    private Name copy() {
        return DSL.name(session.schema(), ReclaimQueries.COPY);
    }

    private Name mark() {
        return DSL.name(session.schema(), ReclaimQueries.MARK);
    }

    /** Somebody changed the month. */
    private static final class LeafChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
