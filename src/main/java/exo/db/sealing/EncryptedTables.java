package exo.db.sealing;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.model.ExoSchema;
import exo.db.schema.Column;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import exo.db.sealing.ValueHome.Whereabouts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds where the values of encrypted columns lie: in tables, in their partitions and in the trash. */
public final class EncryptedTables {
    private static final String HAS_TRASH = "select to_regclass('detached_partitions') is not null";

    private static final String TRASH = """
            union all
            select d.parent, c.oid, c.relkind, true
            from detached_partitions d
            join pg_class c on c.relname = d.trash_name and c.relnamespace = to_regnamespace('exo_trash')
            where d.ended_at is null
            """;

    /**
     * The declared tables themselves come with kind {@code p} where they are partitioned. Without
     * {@code pg_partition_tree}, which waits for the lock of every partition.
     */
    private static final String IN_USE = """
            with recursive declared as (
                select * from unnest(?::text[], ?::text[]) d (table_name, column_name)
            ), tree as (
                select c.relname::text as table_name, c.oid, c.relkind
                from pg_class c
                where c.relnamespace = (select oid from pg_namespace where nspname = ?)
                  and c.relname in (select table_name from declared) and c.relkind in ('r', 'p')
                union
                select t.table_name, c.oid, c.relkind
                from tree t
                join pg_inherits i on i.inhparent = t.oid
                join pg_class c on c.oid = i.inhrelid
            ), homes as (
                select table_name, oid, relkind, false as trashed from tree""";

    /** A row takes 500 bytes, which is usual for these, where nobody ever analysed the table. */
    private static final String FACTS = """
            )
            select h.table_name, n.nspname, c.relname, h.relkind, h.trashed, a.attname,
                format_type(a.atttypid, a.atttypmod),
                size.pages,
                case when c.reltuples > 0 and c.relpages > 0 then (c.reltuples / c.relpages * size.pages)::bigint
                    else size.pages * size.page_bytes / 500 end,
                coalesce(pg_relation_filenode(c.oid)::bigint, 0)
            from homes h
            join pg_class c on c.oid = h.oid
            join pg_namespace n on n.oid = c.relnamespace
            join declared d on d.table_name = h.table_name
            join pg_attribute a on a.attrelid = h.oid and a.attname = d.column_name and not a.attisdropped
            cross join lateral (
                select coalesce(pg_relation_size(c.oid), 0) / page_bytes as pages, page_bytes
                from (select current_setting('block_size')::bigint as page_bytes) block
            ) size
            order by h.table_name, h.trashed, c.relname, a.attnum""";

    private static final List<Table> DECLARED = ExoSchema.declared().encryptedTables();

    private EncryptedTables() {}

    /** Every declared table with an encrypted column, in the order of the declaration, as it is now. */
    public static List<EncryptedTable> read(Session session) {
        Map<String, Findings> found = new LinkedHashMap<>();
        DECLARED.forEach(table -> found.put(table.name(), new Findings(table)));
        try (PreparedStatement statement = session.jdbc().prepareStatement(statement(session))) {
            List<String> tables = new ArrayList<>();
            List<String> columns = new ArrayList<>();
            for (Table table : DECLARED) {
                for (Column column : table.encryptedColumns()) {
                    tables.add(table.name());
                    columns.add(column.name());
                }
            }
            statement.setArray(1, session.jdbc().createArrayOf("text", tables.toArray()));
            statement.setArray(2, session.jdbc().createArrayOf("text", columns.toArray()));
            statement.setString(3, session.schema());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Objects.requireNonNull(found.get(rows.getString(1))).add(rows);
                }
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "find the encrypted columns");
        }
        return found.values().stream().map(Findings::table).toList();
    }

    private static String statement(Session session) throws SQLException {
        try (PreparedStatement statement = session.jdbc().prepareStatement(HAS_TRASH);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return IN_USE + "\n" + (row.getBoolean(1) ? TRASH : "") + FACTS;
        }
    }

    /** What was found of one table so far. */
    private static final class Findings {
        private final Table declared;
        private final List<String> present = new ArrayList<>();
        private final Map<QualifiedName, ValueHome> homes = new LinkedHashMap<>();

        Findings(Table declared) {
            this.declared = declared;
        }

        void add(ResultSet row) throws SQLException {
            QualifiedName relation = new QualifiedName(row.getString(2), row.getString(3));
            ValueHome.Column column = new ValueHome.Column(row.getString(6), row.getString(7));
            if (relation.name().equals(declared.name())) {
                present.add(column.name());
            }
            if (row.getString(4).equals("r")) {
                ValueHome known = homes.get(relation);
                List<ValueHome.Column> columns = new ArrayList<>(known == null ? List.of() : known.columns());
                columns.add(column);
                homes.put(
                        relation,
                        new ValueHome(
                                relation,
                                row.getBoolean(5) ? Whereabouts.IN_TRASH : Whereabouts.IN_USE,
                                columns,
                                row.getLong(8),
                                row.getLong(9),
                                row.getLong(10)));
            }
        }

        EncryptedTable table() {
            List<String> absent = declared.encryptedColumns().stream()
                    .map(Column::name)
                    .filter(column -> !present.contains(column))
                    .toList();
            return new EncryptedTable(declared.name(), present, absent, List.copyOf(homes.values()));
        }
    }
}
