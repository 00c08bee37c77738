package exo.db.testing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The databases and roles of one test; JUnit closes it when the test is over. */
final class TestDatabases implements AutoCloseable {
    private final PostgresServer server;
    private final List<TestDatabase> databases = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();

    TestDatabases(PostgresServer server) {
        this.server = server;
    }

    /** The one that parameters get. */
    synchronized TestDatabase first() {
        return databases.isEmpty() ? add() : databases.getFirst();
    }

    synchronized TestDatabase add() {
        // template0 has no connections, so that copying it waits for nobody.
        return add("template0");
    }

    synchronized TestDatabase copy(TestDatabase original) {
        return add(original.name());
    }

    synchronized void discard(TestDatabase database) {
        server.execute("drop database " + database.name() + " with (force)");
        databases.remove(database);
    }

    private TestDatabase add(String template) {
        String name = server.newName();
        server.execute("create database " + name + " template " + template);
        TestDatabase database = new TestDatabase(this, server.superuser().inDatabase(name));
        databases.add(database);
        return database;
    }

    synchronized TestDatabase readOnly(TestDatabase database) {
        String role = server.newName() + "_reader";
        server.execute("create role " + role + " login password '" + role + "' in role pg_read_all_data");
        roles.add(role);
        return new TestDatabase(
                this, server.superuser().inDatabase(database.name()).as(role, role));
    }

    /** @throws AssertionError naming what the test left open; everything is dropped all the same */
    @Override
    public synchronized void close() throws SQLException {
        List<String> leaks = new ArrayList<>();
        for (TestDatabase database : databases) {
            leaks.addAll(server.leaks(database.name()));
            server.execute("drop database " + database.name() + " with (force)");
        }
        roles.forEach(role -> server.execute("drop role " + role));
        if (!leaks.isEmpty()) {
            throw new AssertionError("the test left behind: " + String.join("; ", leaks));
        }
    }
}
