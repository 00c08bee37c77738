package exo.db.planted.dsn;

import java.time.Instant;

/** Reads the environment, prints, takes the time and sleeps; and knows a package above it. */
final class TouchesProcess {
    private TouchesProcess() {}

    static void misbehave() throws InterruptedException {
        System.out.println(System.getenv("HOME") + Instant.now() + System.nanoTime());
        Thread.sleep(1);
        System.exit(1);
    }

    static String above(exo.db.database.Session session) {
        return session.schema();
    }
}
