package exo.db.testing;

import exo.db.database.ConnectionSettings;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.dsn.ConnectionSettingsResolver;
import exo.db.dsn.ConnectionString;
import exo.db.dsn.LocalConnectionFiles;
import exo.db.dsn.LocalUser;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** Sessions of the product on a test's database. */
public final class TestSessions {
    private TestSessions() {}

    /** Time that really passes. */
    public static Timing timing() {
        return new Timing(System::nanoTime, TestSessions::rest, new Random(1));
    }

    /** A session as a command would open it. */
    public static Session open(TestDatabase database) {
        return open(database.dsn());
    }

    /** A session as a command would open it. */
    public static Session open(String dsn) {
        return new Database(timing(), progress -> {}, waiting -> {}).open(settings(dsn));
    }

    /** The settings of a command that waits for nothing. */
    public static ConnectionSettings settings(String dsn) {
        ConnectionSettingsResolver resolver = new ConnectionSettingsResolver(
                Map.of(), new LocalConnectionFiles(), LocalUser.from(System.getProperties()));
        ConnectionTarget target = new ConnectionTarget.Server(resolver.resolve(ConnectionString.parse(dsn)));
        return new ConnectionSettings(target, null, "exo-db-cli/test", Duration.ZERO);
    }

    private static void rest(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
