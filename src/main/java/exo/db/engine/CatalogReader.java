package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads the declared tables of the target schema from the catalog, in one statement.
 *
 * <p>Plain JDBC: this is the one reading that a boot with nothing to do makes, and it is to need neither jOOQ nor a
 * pool.
 */
public final class CatalogReader {
    private CatalogReader() {}

    /**
     * What the catalog says now of the declared tables.
     *
     * @throws TableLocked when somebody holds one of them exclusively
     */
    public static SchemaSnapshot snapshot(Session session, DeclaredSchema declared) {
        return snapshot(
                session,
                session.schema(),
                declared.tables().stream().map(Table::name).toList());
    }

    /**
     * What the catalog says now of these tables of another schema, such as that of what was set aside.
     *
     * @throws TableLocked when somebody holds one of them exclusively
     */
    public static SchemaSnapshot snapshot(Session session, String schema, List<String> names) {
        return read(session, CatalogQueries.SNAPSHOT, schema, names);
    }

    /**
     * What the catalog says of these tables' kind, their checks and their partitions. In the answer they have no
     * columns, keys or indexes, and no other constraints.
     *
     * @throws TableLocked when somebody holds one of them exclusively
     */
    public static SchemaSnapshot months(Session session, List<Table> monthly) {
        return read(
                session,
                CatalogQueries.MONTHS,
                session.schema(),
                monthly.stream().map(Table::name).toList());
    }

    private static SchemaSnapshot read(Session session, String query, String schema, List<String> names) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(query)) {
            statement.setString(1, schema);
            statement.setArray(2, session.jdbc().createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                SnapshotBuilder snapshot = new SnapshotBuilder(schema);
                while (rows.next()) {
                    snapshot.add(new CatalogRow(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getBoolean(7),
                            rows.getString(8),
                            rows.getString(9),
                            rows.getString(10)));
                }
                return snapshot.build();
            }
        } catch (SQLException e) {
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                throw TableLocked.oneOf(session, names, e);
            }
            throw ServerFailures.of(e, "read the catalog");
        }
    }

    /** One row of {@link CatalogQueries}. */
    record CatalogRow(
            String kind,
            String relation,
            String name,
            String definition,
            String detail,
            boolean flag,
            String state,
            String other,
            String remark) {}
}
