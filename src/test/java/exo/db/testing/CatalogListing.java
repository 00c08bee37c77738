package exo.db.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a schema {@code public} consists of, one line for each definition as the server itself writes it: an opinion of
 * its own beside the product's fingerprint.
 *
 * <p>Names of indexes and constraints and the order of columns do not show. Leaves of a partitioned table show
 * together, so that one which differs from the others adds a line.
 */
public final class CatalogListing {
    private static final String LINES = """
            with tables as (
                select c.oid, case when c.relispartition then p.relname || ' leaf' else c.relname end as name
                from pg_class c
                left join pg_inherits i on i.inhrelid = c.oid
                left join pg_class p on p.oid = i.inhparent
                where c.relnamespace = 'public'::regnamespace
                and c.relkind in ('r', 'p')
            ), lines as (
                select name || '.' || attname || ' ' || format_type(atttypid, atttypmod)
                    || case when attnotnull then ' not null' else '' end
                    || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
                    || case attidentity when '' then '' else ' identity' end as line, name
                from tables
                join pg_attribute on attrelid = tables.oid
                left join pg_attrdef on adrelid = attrelid and adnum = attnum
                where attnum > 0
                and not attisdropped
                union all
                select name || ': ' || pg_get_constraintdef(c.oid), name
                from tables
                join pg_constraint c on conrelid = tables.oid
                union all
                select name || ': ' || case when indisunique then 'unique ' else '' end || 'index '
                    || substring(pg_get_indexdef(indexrelid) from ' USING .*')
                    || case when indisvalid then '' else ' invalid' end, name
                from tables
                join pg_index on indrelid = tables.oid
                union all
                select name || ': ' || pg_get_triggerdef(t.oid), name
                from tables
                join pg_trigger t on tgrelid = tables.oid
                where not tgisinternal
                union all
                select 'function ' || p.oid::regprocedure::text, ''
                from pg_proc p
                where pronamespace = 'public'::regnamespace
            )
            select line || case when count(*) > 1 and name not like '% leaf' then ' (' || count(*) || ' times)' else '' end
            from lines
            group by line, name
            order by 1
            """;

    private CatalogListing() {}

    /** The lines, sorted. */
    public static List<String> of(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LINES)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    /** What one has and the other has not: lines that begin with + are only in the second. */
    public static List<String> difference(List<String> first, List<String> second) {
        List<String> difference = new ArrayList<>();
        first.stream().filter(line -> !second.contains(line)).forEach(line -> difference.add("-" + line));
        second.stream().filter(line -> !first.contains(line)).forEach(line -> difference.add("+" + line));
        return difference;
    }
}
