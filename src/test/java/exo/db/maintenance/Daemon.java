package exo.db.maintenance;

import exo.db.database.Pause;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.RunLog;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** One replica in a test, with a stop watch that the test turns and everything that it said. */
final class Daemon {
    private static final Pause NONE = duration -> {};

    final List<MaintenanceEvent> events = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong nanoTime = new AtomicLong();
    final CountDownLatch tidied = new CountDownLatch(1);
    final LeaseStore store;
    final LeaseKeeper keeper;
    final MaintenanceLoop loop;

    Daemon(TestDatabase database, String holder, MaintenanceTask... tasks) {
        Timing timing = new Timing(nanoTime::get, NONE, new Random(1));
        Supplier<Session> sessions = () -> TestSessions.open(database);
        this.store = new LeaseStore(holder);
        this.keeper = new LeaseKeeper(sessions, store, timing, events::add);
        this.loop = new MaintenanceLoop(
                sessions,
                List.of(tasks),
                new Schedule(LocalTime.of(0, 10)),
                holder,
                new RunLog(holder, "test"),
                timing,
                events::add,
                tidied::countDown);
    }
}
