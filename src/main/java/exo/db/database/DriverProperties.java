package exo.db.database;

import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.Secret;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.SessionSettings;
import exo.db.dsn.TlsSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    private DriverProperties() {}

    /** What the session asks of the server beside the connection itself. */
    enum Startup {
        FULL,
        /** Without the check for a client that is gone, which servers on some systems do not know. */
        WITHOUT_CLIENT_CHECK
    }

    static Properties of(ResolvedConnection connection, ServerAddress server, String application, Startup startup) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, connection.user());
        Secret password = server.password();
        PGProperty.PASSWORD.set(properties, password == null ? "" : password.reveal());
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        // No SET after the login for what the startup packet can say.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "16");
        setTls(properties, connection.tls());
        setSession(properties, connection.session(), application, startup);
        return properties;
    }

    /** Where to, and nothing else: all the rest is said by properties, which need no quoting. */
    static String url(ResolvedConnection connection, ServerAddress server) {
        return "jdbc:postgresql://" + server.shown() + "/"
                + URLEncoder.encode(connection.database(), StandardCharsets.UTF_8);
    }

    private static void setTls(Properties properties, TlsSettings tls) {
        PGProperty.SSL_MODE.set(properties, tls.mode().word());
        PGProperty.CHANNEL_BINDING.set(properties, tls.channelBinding().word());
        if (tls.rootCertificate() != null) {
            PGProperty.SSL_ROOT_CERT.set(properties, tls.rootCertificate().toString());
        }
        TlsSettings.ClientCertificate certificate = tls.clientCertificate();
        if (certificate != null) {
            PGProperty.SSL_CERT.set(properties, certificate.certificate().toString());
            PGProperty.SSL_KEY.set(properties, certificate.key().toString());
            Secret keyPassword = certificate.keyPassword();
            if (keyPassword != null) {
                PGProperty.SSL_PASSWORD.set(properties, keyPassword.reveal());
            }
        }
    }

    private static void setSession(
            Properties properties, SessionSettings session, String application, Startup startup) {
        boolean keepAlive = session.keepAlive() == SessionSettings.KeepAlive.ON;
        PGProperty.TCP_KEEP_ALIVE.set(properties, keepAlive);
        String name = session.applicationName();
        PGProperty.APPLICATION_NAME.set(properties, name == null ? application : name);
        String checks = startup == Startup.FULL ? CLIENT_CHECK : "";
        PGProperty.OPTIONS.set(properties, (session.options() + LIMITS + ISOLATION + EVERY_ROW + checks).strip());
        long seconds =
                session.connectTimeout() == null ? 0 : session.connectTimeout().toSeconds();
        PGProperty.CONNECT_TIMEOUT.set(properties, Long.toString(seconds));
        PGProperty.LOGIN_TIMEOUT.set(properties, Long.toString(seconds));
    }
}
