package exo.db.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderKeywordCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One connection in autocommit, in UTC, with the target schema alone on its search path. Not thread-safe.
 *
 * <p>jOOQ is loaded only when {@link #sql()} is first asked for, so that short paths can do without.
 */
public final class Session implements AutoCloseable {
    private final Connection connection;
    private final ServerFacts server;
    private final Supplier<Session> opener;
    private @Nullable DSLContext sql;
    private @Nullable Fence fence;

    /** @param opener opens a session of the same kind on the same server */
    Session(Connection connection, ServerFacts server, Supplier<Session> opener) {
        this.connection = connection;
        this.server = server;
        this.opener = opener;
    }

    /**
     * A second session on the same server, in every respect like this one, for the caller to close: while a statement
     * runs, its own connection can be asked nothing.
     *
     * @throws ConnectionFailed when there is none to be had at once
     */
    public Session another() {
        return opener.get();
    }

    /** The process of the server that serves this session. */
    public int backend() {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException("every connection is one of the driver's", e);
        }
    }

    /** The bare connection, for the short paths that do without jOOQ. */
    public Connection jdbc() {
        return connection;
    }

    /** What this session is connected to. */
    public ServerFacts server() {
        return server;
    }

    /** The schema that all work happens in. */
    public String schema() {
        return server.schema();
    }

    /** jOOQ on this connection. */
    public DSLContext sql() {
        DSLContext context = sql;
        if (context == null) {
            context = Jooq.on(connection);
            sql = context;
        }
        return context;
    }

    /** Has every transaction from now on begin with the fence; what was fenced stays so. */
    public Session fencedBy(Fence guard) {
        fence = guard;
        return this;
    }

    /** Has the connection fail, of which nothing is heard for so long while an answer is waited for. */
    public Session answeringWithin(Duration limit) {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
        } catch (SQLException e) {
            throw ServerFailures.of(e, "set a limit for answers");
        }
        return this;
    }

    /** The longest that a statement of a transaction may run: so long, or shorter where the session is fenced. */
    public Duration atMost(Duration limit) {
        return fence != null && limit.compareTo(Fence.PATIENCE) > 0 ? Fence.PATIENCE : limit;
    }

    /** Has the server end a fenced session that is silent for too long, and with it the locks that it holds. */
    void endWhenSilent() {
        if (fence != null) {
            set("idle_session_timeout = " + Fence.SILENCE.toMillis());
        }
    }

    /** Takes {@link #endWhenSilent} back. */
    void stayWhenSilent() {
        if (fence != null) {
            set("idle_session_timeout = 0");
        }
    }

    private void set(String setting) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set " + setting);
        } catch (SQLException e) {
            throw ServerFailures.of(e, "set " + setting);
        }
    }

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    public <T> T inTransaction(Supplier<T> work) {
        return inTransaction(this::enter, work);
    }

    /**
     * Runs reads in one transaction, in which the server refuses to write: so it begins with no fence, and may take
     * longer than what is fenced.
     */
    public <T> T reading(Supplier<T> work) {
        return inTransaction(() -> set("transaction read only"), work);
    }

    private <T> T inTransaction(Runnable entry, Supplier<T> work) {
        begin();
        T result;
        try {
            entry.run();
            result = work.get();
            connection.commit();
        } catch (SQLException e) {
            rollback(e);
            throw ServerFailures.of(e, "commit");
        } catch (RuntimeException | Error e) {
            rollback(e);
            throw e;
        }
        autocommit();
        return result;
    }

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    public void inTransaction(Runnable work) {
        inTransaction(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    /** Ends the connection; what was not committed is gone. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw ServerFailures.of(e, "close the connection");
        }
    }

    private void begin() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw ServerFailures.of(e, "begin a transaction");
        }
    }

    private void enter() {
        Fence guard = fence;
        if (guard != null) {
            guard.enter(this);
        }
    }

    private void autocommit() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw ServerFailures.of(e, "end a transaction");
        }
    }

    private void rollback(Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Apart, so that jOOQ's classes are not needed to verify or link the session itself. */
    private static final class Jooq {
        static DSLContext on(Connection connection) {
            System.setProperty("org.jooq.no-logo", "true");
            System.setProperty("org.jooq.no-tips", "true");
            Settings settings = new Settings()
                    .withExecuteLogging(false)
                    .withRenderKeywordCase(RenderKeywordCase.LOWER)
                    .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_QUOTED);
            return DSL.using(connection, SQLDialect.POSTGRES, settings);
        }
    }
}
