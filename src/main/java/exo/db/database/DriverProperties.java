package exo.db.database;

import exo.db.database.link.LinkSocketFactory;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.Secret;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.SessionSettings;
import exo.db.dsn.SslMode;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/** Says to the driver what libpq would do: every property is set, so that no default of the driver's own remains. */
final class DriverProperties {
    /** Aborts the statement of a client that is gone, so that its locks are free within 2 s. */
    private static final String CLIENT_CHECK = " -c client_connection_check_interval=2s";

    /** Nobody waits longer for a table that somebody holds exclusively; changes ask for far less at a time. */
    private static final String LIMITS = " -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s";

    /** Guards look again after they have waited, and so must see more than what was there when they began. */
    private static final String ISOLATION = " -c default_transaction_isolation=read\\ committed";

    /**
     * A row that a policy hides is an error and never a row that is not there: a month would be dropped for it. Not for
     * roles that policies do not concern.
     */
    private static final String EVERY_ROW = " -c row_security=off";

    /** The driver counts milliseconds in 32 bits. */
    private static final long LONGEST_TIMEOUT_SECONDS = Integer.MAX_VALUE / 1000;

    private DriverProperties() {}

    /** What the session asks of the server beside the connection itself. */
    enum Startup {
        FULL,
        /** Without the check for a client that is gone, which servers on some systems do not know. */
        WITHOUT_CLIENT_CHECK
    }

    /** All that is said to the server; where it is and how the way there is protected is the link's part. */
    static Properties of(ResolvedConnection connection, ServerAddress server, String application, Startup startup) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, connection.user());
        PGProperty.PG_DBNAME.set(properties, connection.database());
        Secret password = server.password();
        PGProperty.PASSWORD.set(properties, password == null ? "" : password.reveal());
        PGProperty.SOCKET_FACTORY.set(properties, LinkSocketFactory.class.getName());
        PGProperty.SSL_MODE.set(properties, SslMode.DISABLE.word());
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.CHANNEL_BINDING.set(
                properties, connection.tls().channelBinding().word());
        // No SET after the login for what the startup packet can say.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "16");
        setSession(properties, connection.session(), application, startup);
        return properties;
    }

    private static void setSession(
            Properties properties, SessionSettings session, String application, Startup startup) {
        PGProperty.TCP_KEEP_ALIVE.set(properties, session.keepAlive() != null);
        String name = session.applicationName();
        PGProperty.APPLICATION_NAME.set(properties, name == null ? application : name);
        String checks = startup == Startup.FULL ? CLIENT_CHECK : "";
        PGProperty.OPTIONS.set(properties, (session.options() + LIMITS + ISOLATION + EVERY_ROW + checks).strip());
        Duration limit = session.connectTimeout();
        if (limit != null) {
            // Only until the session stands; the driver heeds no limit that it finds on the socket.
            long seconds = Math.ceilDiv(limit.toMillis(), 1000L);
            PGProperty.SOCKET_TIMEOUT.set(properties, (int) Math.min(seconds, LONGEST_TIMEOUT_SECONDS));
        }
        String authentication = session.demands().authentication();
        if (authentication != null) {
            PGProperty.REQUIRE_AUTH.set(properties, authentication);
        }
    }
}
