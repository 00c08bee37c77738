package exo.db.backup.dump;

import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the statements of a dump tell of its tables: that they are there, their columns, and whose partitions they are.
 */
public final class DumpedSchema {
    /** What may stand in place of a column's name. */
    private static final Set<String> CONSTRAINTS =
            Set.of("constraint", "check", "primary", "unique", "foreign", "exclude", "like", "partition");

    private final Map<QualifiedName, List<String>> tables = new HashMap<>();
    private final Map<QualifiedName, QualifiedName> parents = new HashMap<>();
    private final Set<QualifiedName> partitioned = new HashSet<>();

    /** Takes note of a statement, or of several in one text. */
    public void heed(DumpStatement statement) {
        String sql = statement.sql();
        if (startsWith(sql, "create")) {
            create(new SqlCursor(sql));
        } else if (startsWith(sql, "alter table")) {
            attach(new SqlCursor(sql));
        }
    }

    /** Whether a statement makes the table. */
    public boolean makes(QualifiedName table) {
        return tables.containsKey(table);
    }

    /** Whether a statement makes any. */
    public boolean makesAny() {
        return !tables.isEmpty();
    }

    /** Every table that has rows of its own, by name. */
    public List<QualifiedName> rowHolders() {
        return tables.keySet().stream()
                .filter(table -> !partitioned.contains(table))
                .sorted(Comparator.comparing(QualifiedName::toString))
                .toList();
    }

    /** The schema of the table of that name, where there is one. */
    public Optional<String> schemaOf(String name) {
        return tables.keySet().stream()
                .filter(table -> table.name().equals(name))
                .map(QualifiedName::schema)
                .sorted()
                .findFirst();
    }

    /** Its columns, as its rows have them; none where no statement makes it. */
    public List<String> columns(QualifiedName table) {
        return tables.getOrDefault(table, List.of());
    }

    /** What it is a partition of, in the end. */
    public Optional<QualifiedName> root(QualifiedName table) {
        QualifiedName root = parents.get(table);
        // No deeper than anybody nests them: a damaged dump may go round in a circle.
        for (int depth = 0; depth < 10 && root != null && parents.containsKey(root); depth++) {
            root = parents.get(root);
        }
        return Optional.ofNullable(root);
    }

    private static boolean startsWith(String sql, String words) {
        return sql.regionMatches(true, 0, words, 0, words.length());
    }

    private void create(SqlCursor cursor) {
        cursor.word("create");
        cursor.word("unlogged");
        QualifiedName table = cursor.word("table") ? cursor.table() : null;
        if (table != null) {
            List<String> columns = new ArrayList<>();
            if (cursor.symbol('(')) {
                for (String part : cursor.parts()) {
                    SqlCursor column = new SqlCursor(part);
                    String name = column.name();
                    if (name != null && !CONSTRAINTS.contains(name)) {
                        columns.add(name);
                    }
                }
            }
            tables.put(table, List.copyOf(columns));
            if (cursor.word("partition")) {
                partitioned.add(table);
            }
        }
    }

    /** {@code ALTER TABLE ONLY parent ATTACH PARTITION child}, which is how pg_dump makes every partition. */
    private void attach(SqlCursor cursor) {
        cursor.word("alter");
        cursor.word("table");
        cursor.word("only");
        QualifiedName parent = cursor.table();
        if (parent != null && cursor.word("attach") && cursor.word("partition")) {
            QualifiedName child = cursor.table();
            if (child != null) {
                parents.put(child, parent);
            }
        }
    }
}
