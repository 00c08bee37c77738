package exo.db.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a database as text, to tell later whether one of them, or a value in one, was lost. */
public final class Contents {
    private static final String QUERIES = """
            select c.relname, 'select concat_ws(''|'', '
                || string_agg(format('coalesce(%I::text, ''null'')', attname), ', ' order by attnum)
                || ') from ' || quote_ident(c.relname)
            from pg_class c
            join pg_attribute on attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p')
            and not c.relispartition
            and attnum > 0
            and not attisdropped
            group by c.relname
            """;

    private final Map<String, String> queries = new LinkedHashMap<>();
    private final Map<String, Set<String>> rows = new LinkedHashMap<>();

    private Contents() {}

    /** The rows that are there now. */
    public static Contents of(TestDatabase database) throws SQLException {
        Contents contents = new Contents();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet queries = statement.executeQuery(QUERIES)) {
            while (queries.next()) {
                contents.queries.put(queries.getString(1), queries.getString(2));
            }
            for (Map.Entry<String, String> query : contents.queries.entrySet()) {
                contents.rows.put(query.getKey(), texts(connection, query.getValue()));
            }
        }
        return contents;
    }

    /** The rows that another database lacks, or holds with another text in a column. */
    public List<String> missingIn(TestDatabase database) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Connection connection = database.connect()) {
            for (Map.Entry<String, String> query : queries.entrySet()) {
                Set<String> left = new HashSet<>(rows.getOrDefault(query.getKey(), Set.of()));
                left.removeAll(texts(connection, query.getValue()));
                left.forEach(row -> missing.add(query.getKey() + ": " + row));
            }
        }
        return missing;
    }

    private static Set<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
