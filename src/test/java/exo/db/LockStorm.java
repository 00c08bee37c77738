package exo.db;

import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sessions of others that lock tables one after the other in every mode, and hold each for a moment. */
final class LockStorm {
    private static final int SESSIONS = 6;

    /** Longer than the longest wait that the product asks for at a time, 200 ms. */
    private static final int LONGEST_HOLD_MILLIS = 300;

    private static final List<String> MODES = List.of(
            "access share",
            "row exclusive",
            "share update exclusive",
            "share",
            "share row exclusive",
            "access exclusive");

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> sessions = new ArrayList<>();

    private LockStorm() {}

    static LockStorm over(TestDatabase database) {
        LockStorm storm = new LockStorm();
        for (int session = 0; session < SESSIONS; session++) {
            Random random = new Random(session);
            storm.sessions.add(Thread.ofPlatform().start(() -> storm.rage(database, random)));
        }
        return storm;
    }

    private void rage(TestDatabase database, Random random) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '1s'");
            while (!over.get()) {
                lock(statement, random);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the storm has no session", e);
        }
    }

    private static void lock(Statement statement, Random random) {
        String mode = MODES.get(random.nextInt(MODES.size()));
        try {
            statement.execute("""
                    do $$ declare victim regclass; begin
                        select c.oid into victim from pg_class c where relnamespace = 'public'::regnamespace
                            and relkind in ('r', 'p') order by random() limit 1;
                        if victim is not null then
                            execute format('lock table %%s in %s mode', victim);
                            perform pg_sleep(%d / 1000.0);
                        end if;
                    end $$""".formatted(mode, random.nextInt(LONGEST_HOLD_MILLIS)));
        } catch (SQLException e) {
            // It lost a race for the lock, or the table: others come.
        }
    }

    /** Returns when every session has ended. */
    void end() {
        over.set(true);
        for (Thread session : sessions) {
            try {
                session.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
