package exo.db.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of sessions on one target: opened when asked for, closed again when they have been idle for 10 s.
 *
 * <p>The product's caps are 100 open and 10 idle connections; since every open connection may become idle, a pool is
 * never larger than the smaller of the two.
 */
public final class SessionPool implements AutoCloseable {
    /** The most that a pool may hold; see the caps above. */
    public static final int LARGEST = 10;

    /** Enough for the daemon: the lease, the task, its watcher, two for who asks over HTTP, and one to spare. */
    public static final int USUAL = 6;

    private static final Duration IDLE = Duration.ofSeconds(10);
    /** Short, so that who is told to stop is not kept by a server that is gone; who borrows tries again anyway. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final Source source;
    private final String where;

    /** @param where what is connected to, as it may be shown */
    SessionPool(Supplier<Session> opener, int size, String where) {
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("a pool holds 1 to " + LARGEST + " sessions");
        }
        this.source = new Source(opener);
        this.where = where;
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("exo-db-cli");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
    }

    /**
     * Borrows a session; closing it gives it back.
     *
     * @throws ConnectionFailed when none is to be had
     */
    public Session open() {
        try {
            Connection connection = pool.getConnection();
            return new Session(connection, source.facts(), source.opener);
        } catch (SQLException e) {
            ConnectionFailed failed = source.failure;
            throw failed == null
                    ? new ConnectionFailed(ConnectionFailed.Cure.UNREACHABLE, where, "it did not answer in time", e)
                    : failed;
        }
    }

    /** Closes every connection. */
    @Override
    public void close() {
        pool.close();
    }

    /** The part of a data source that the pool uses: every new connection is greeted like any other session. */
    private static final class Source implements DataSource {
        private final Supplier<Session> opener;
        private volatile @Nullable ServerFacts facts;
        private volatile @Nullable ConnectionFailed failure;

        Source(Supplier<Session> opener) {
            this.opener = opener;
        }

        ServerFacts facts() {
            ServerFacts known = facts;
            if (known == null) {
                throw new IllegalStateException("no connection has been opened yet");
            }
            return known;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                Session session = opener.get();
                facts = session.server();
                failure = null;
                return session.jdbc();
            } catch (ConnectionFailed e) {
                failure = e;
                throw new SQLException(e.what(), e.sqlState(), e);
            }
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("the user is part of the target");
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(@Nullable PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        /** So long the pool, when it closes, waits for a connection that is just being opened; else that would leak. */
        @Override
        public int getLoginTimeout() {
            return Math.toIntExact(PATIENCE.toSeconds());
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("no logger");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
