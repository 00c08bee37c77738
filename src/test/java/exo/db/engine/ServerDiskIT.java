package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.schema.DiskDemand;
import exo.db.schema.QualifiedName;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much room a plan is said to need. */
@ExtendWith(PostgresExtension.class)
final class ServerDiskIT {
    /** A thousand rows of a thousand bytes. */
    private static final long ROWS_BYTES = 1_000_000;

    private final TestDatabase database;

    ServerDiskIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aPlainTableIsCountedForItsCopyAndForItsIndex() {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute("create table plain (filler char(1000))");
            session.sql().execute("insert into plain select 'x' from generate_series(1, 1000)");
            QualifiedName plain = new QualifiedName(session.schema(), "plain");

            assertThat(needed(session, List.of(plain), List.of())).isGreaterThan(ROWS_BYTES);
            assertThat(needed(session, List.of(), List.of(plain))).isGreaterThan(ROWS_BYTES);
        }
    }

    @Test
    void aPartitionedTableIsCountedWithAllItsPartitions() {
        try (Session session = TestSessions.open(database)) {
            session.sql().execute("create table parent (n bigint, filler char(1000)) partition by range (n)");
            session.sql().execute("create table low partition of parent for values from (0) to (500)");
            session.sql().execute("create table high partition of parent for values from (500) to (1000)");
            session.sql().execute("insert into parent select n, 'x' from generate_series(0, 999) n");
            QualifiedName parent = new QualifiedName(session.schema(), "parent");

            assertThat(needed(session, List.of(parent), List.of())).isGreaterThan(ROWS_BYTES);
        }
    }

    private static long needed(Session session, List<QualifiedName> copied, List<QualifiedName> indexed) {
        return ServerDisk.read(session, new DiskDemand(copied, indexed)).needed();
    }
}
