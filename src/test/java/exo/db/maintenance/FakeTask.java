package exo.db.maintenance;

import exo.db.database.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A task that counts its runs and does what the test says. */
final class FakeTask implements MaintenanceTask {
    final AtomicInteger runs = new AtomicInteger();
    private final TaskName name;
    private final Work work;

    FakeTask(TaskName name, Work work) {
        this.name = name;
        this.work = work;
    }

    interface Work {
        TaskReport.Outcome run(Session session, BooleanSupplier stop);
    }

    static FakeTask done(TaskName name) {
        return new FakeTask(name, (session, stop) -> TaskReport.Outcome.DONE);
    }

    @Override
    public TaskName name() {
        return name;
    }

    @Override
    public TaskReport runOnce(Session session, BooleanSupplier stop) {
        runs.incrementAndGet();
        return new TaskReport(work.run(session, stop), "nothing much", "{\"rows\": 0}", List.of());
    }
}
