package exo.db.database;

import exo.db.database.link.LinkFailed;
import exo.db.database.link.LinkSocketFactory;
import exo.db.database.link.ServerLink;
import exo.db.database.link.ServerLink.Encryption;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Logs in to one server, with TLS and without it in the order that {@code sslmode} says.
 *
 * <p>Makes the driver's connection itself: the driver's way from a URL would look into service files, password files
 * and properties of this Java.
 *
 * @param onlooker is shown each certificate that the server shows, before it is judged
 */
record Login(ResolvedConnection connection, ServerAddress server, Timing timing, Consumer<X509Certificate> onlooker) {
    /** SQLSTATE 28: the server does not let this user in, or not by this way. */
    private static final String INVALID_AUTHORIZATION_CLASS = "28";

    private static final String URL = "jdbc:postgresql:";

    /**
     * Tries the one way or the two ways.
     *
     * @throws SQLException of the way with TLS when both fail; the other one's is suppressed in it
     */
    Connection with(Properties properties) throws SQLException {
        List<Encryption> ways = ways();
        ServerLink link = link(ways.getFirst());
        try {
            return connected(link, properties);
        } catch (SQLException e) {
            if (ways.size() == 1 || !mayBeOtherwise(e, link)) {
                throw e;
            }
            return otherwise(ways.getLast(), properties, e);
        }
    }

    private Connection otherwise(Encryption way, Properties properties, SQLException before) throws SQLException {
        try {
            return connected(link(way), properties);
        } catch (SQLException e) {
            SQLException encrypted = way == Encryption.NONE ? before : e;
            encrypted.addSuppressed(way == Encryption.NONE ? e : before);
            throw encrypted;
        }
    }

    private List<Encryption> ways() {
        if (server.isSocket()) {
            return List.of(Encryption.NONE);
        }
        return switch (connection.tls().mode()) {
            case DISABLE -> List.of(Encryption.NONE);
            case ALLOW -> List.of(Encryption.NONE, Encryption.DEMANDED);
            case PREFER -> List.of(Encryption.IF_OFFERED, Encryption.NONE);
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> List.of(Encryption.DEMANDED);
        };
    }

    /** libpq tries the other way when TLS does not come about, or when the server does not let it in by this one. */
    private boolean mayBeOtherwise(SQLException failure, ServerLink link) {
        boolean isRefused = String.valueOf(failure.getSQLState()).startsWith(INVALID_AUTHORIZATION_CLASS);
        boolean startsPlain = ways().getFirst() == Encryption.NONE;
        return startsPlain
                ? isRefused
                : (isRefused && link.tls().isPresent())
                        || Causes.first(failure, LinkFailed.class) != null
                        || Causes.first(failure, SSLException.class) != null;
    }

    private ServerLink link(Encryption way) {
        return new ServerLink(connection, server, way, timing.nanoTime(), timing.random(), onlooker);
    }

    private Connection connected(ServerLink link, Properties properties) throws SQLException {
        Properties linked = new Properties();
        linked.putAll(properties);
        LinkSocketFactory.use(link, linked);
        HostSpec[] hosts = {new HostSpec(server.name(), server.port())};
        return new PgConnection(hosts, linked, URL);
    }
}
