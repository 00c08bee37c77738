package exo.db.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A database for one test, seen by one of its users: the owner, or who {@link #readOnlyRole} made. */
public final class TestDatabase {
    private final TestDatabases databases;
    private final ServerAddress address;

    TestDatabase(TestDatabases databases, ServerAddress address) {
        this.databases = databases;
        this.address = address;
    }

    public String host() {
        return address.host();
    }

    public int port() {
        return address.port();
    }

    public String user() {
        return address.user();
    }

    public String password() {
        return address.password();
    }

    /** Of the database itself. */
    public String name() {
        return address.database();
    }

    /** The connection string, as a URL. */
    public String dsn() {
        return address.url();
    }

    /** The connection string of this database by way of a proxy, without TLS. */
    public String dsnThrough(WireProxy proxy) {
        return address.at("127.0.0.1", proxy.port()).url() + "?sslmode=disable";
    }

    /** A new connection, for the test to close. */
    public Connection connect() throws SQLException {
        return address.connect();
    }

    /** A second empty database for the same test. */
    public TestDatabase another() {
        return databases.add();
    }

    /** A second database for the same test, with what this one holds; nobody may be connected to this one. */
    public TestDatabase copy() {
        return databases.copy(this);
    }

    /** Drops this database before the test is over, with whoever is connected. */
    public void discard() {
        databases.discard(this);
    }

    /** This database seen by a new role that may log in and read everything, owns nothing and writes nothing. */
    public TestDatabase readOnlyRole() {
        return databases.readOnly(this);
    }

    /** Runs statements as its owner. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Ends a process of the server and waits for its end, else what is passed on to it could still be run. */
    public void terminate(int backend) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select pg_terminate_backend(?, 5000)")) {
            statement.setInt(1, backend);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("the server's process cannot be ended", e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
