package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.engine.OutsideStatement.Wait;
import exo.db.engine.StepLedger.State;
import exo.db.schema.Change;
import exo.db.schema.Change.IndexBuild;
import exo.db.schema.Index;
import exo.db.schema.QualifiedName;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;

/** Runs the statements of steps, once, in a transaction or outside, and writes them down. */
final class StepRunner {
    private final Session session;
    private final Timing timing;
    private final StepLedger ledger;
    private final StatementWatch watch;
    private final Telling telling;

    StepRunner(Session session, Timing timing, StepLedger ledger, StatementWatch watch, Telling telling) {
        this.session = session;
        this.timing = timing;
        this.ledger = ledger;
        this.watch = watch;
        this.telling = telling;
    }

    /** In one transaction, one round trip for each stage: limits, locks, statements, ledger and commit together. */
    void runInside(StepGroup group, LockPatience patience) {
        ledger.expect(session, group.steps());
        List<RenderedStep> rendered = RenderedStep.of(group.steps());
        long start = timing.nanoTime().getAsLong();
        session.inTransaction(() -> {
            List<String> statements = new ArrayList<>(patience.opening());
            Stage stage = group.first().stage();
            int number = group.number();
            for (RenderedStep next : rendered) {
                if (next.step().stage() != stage) {
                    StatementBatch.send(session, statements);
                    statements.clear();
                    stage = next.step().stage();
                }
                telling.started(next.step(), number++);
                statements.addAll(next.statements());
            }
            statements.addAll(ledger.done(rendered));
            sendLast(group, patience, statements);
        });
        telling.finished(group.steps(), timing.since(start));
    }

    /** The rest of the work, and its commit. */
    private void sendLast(StepGroup group, LockPatience patience, List<String> statements) {
        boolean takesItsTime =
                group.steps().stream().anyMatch(step -> !step.locks().isEmpty() && PlanExecutor.isLong(step.change()));
        if (takesItsTime) {
            watch.during(List.of(patience.watching()), () -> StatementBatch.sendAndCommit(session, statements));
        } else {
            StatementBatch.sendAndCommit(session, statements);
        }
    }

    /**
     * Statement by statement, each tried again for its lock; the step counts as done when the catalog says so.
     *
     * @throws StepUnproved when it does not
     */
    void runOutside(StepGroup group, LockPatience patience) {
        Step step = group.first();
        RenderedStep rendered = RenderedStep.of(step);
        ledger.expect(session, group.steps());
        long start = timing.nanoTime().getAsLong();
        telling.started(step, group.number());
        StatementBatch.send(session, ledger.begun(rendered));
        try {
            if (RowWork.isFor(step.change())) {
                new RowWork(session, timing, step, telling.audience()).run(patience::insist);
            } else {
                for (OutsideStatement statement : OutsideStatement.of(step.change(), rendered.statements())) {
                    patience.insist(() -> run(step, statement, patience));
                }
            }
        } catch (LockNotObtained e) {
            relaxAfter(e);
            writeFailure(step, e);
            throw e;
        } catch (DataAccessException e) {
            relaxAfter(e);
            throw e;
        }
        relax();
        if (!Postcondition.holds(session, step.change())) {
            StepUnproved unproved = new StepUnproved(step);
            writeFailure(step, unproved);
            throw unproved;
        }
        StatementBatch.send(session, ledger.ended(rendered, State.DONE));
        telling.finished(group.steps(), timing.since(start));
    }

    /** Writes down that a step failed; that failure counts more than one to write it down. */
    void writeFailure(Step step, RuntimeException failure) {
        try {
            StatementBatch.send(session, ledger.ended(RenderedStep.of(step), State.FAILED));
        } catch (DataAccessException e) {
            failure.addSuppressed(e);
        }
    }

    private void run(Step step, OutsideStatement statement, LockPatience patience) {
        if (statement.queue() == Wait.OF_WRITERS) {
            session.inTransaction(() -> {
                List<String> statements = new ArrayList<>(patience.opening());
                statements.add(statement.sql());
                StatementBatch.sendAndCommit(session, statements);
            });
            return;
        }
        StatementBatch.send(session, patience.limits().ofSession(statement.queue()));
        if (patience.isTriedAgain()) {
            clearAway(step.change());
        }
        LockWait wait = patience.watching();
        try {
            watch.during(
                    List.of(wait, telling.progress(step, timing)),
                    () -> StatementBatch.send(session, List.of(statement.sql())));
        } catch (DataAccessException e) {
            boolean endedByUs = SqlState.is(e, SqlState.QUERY_CANCELED) && wait.hasEnded();
            if (!wait.seen().isEmpty() && (endedByUs || SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE))) {
                throw new LockNotObtained(wait.seen(), e);
            }
            throw e;
        }
    }

    /** An index build that a deadlock ended leaves an invalid index, which bears the name. */
    private void clearAway(Change change) {
        if (change instanceof Change.CreateIndex create && create.method() == IndexBuild.CONCURRENT) {
            clearAway(create.table(), create.index());
        } else if (change instanceof Change.CreateLeafIndex create && create.method() == IndexBuild.CONCURRENT) {
            clearAway(create.leaf(), create.index());
        }
    }

    private void clearAway(QualifiedName table, Index index) {
        Change drop = new Change.DropLeftover(table, index.name(), IndexBuild.CONCURRENT);
        // One by one: the server drops nothing concurrently in a batch.
        ChangeSql.render(drop).forEach(statement -> StatementBatch.send(session, List.of(statement)));
    }

    /** Gives the session its own limits back. */
    private void relax() {
        StatementBatch.send(session, List.of("reset lock_timeout", "reset statement_timeout", "reset enable_seqscan"));
    }

    private void relaxAfter(RuntimeException failure) {
        try {
            relax();
        } catch (DataAccessException e) {
            failure.addSuppressed(e);
        }
    }
}
