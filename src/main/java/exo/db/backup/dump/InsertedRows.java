package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import exo.db.schema.QualifiedName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of {@code INSERT} statements, as {@code --inserts} makes pg_dump write them, to another visitor as if
 * they came by {@code COPY}. Everything else passes through.
 */
public final class InsertedRows implements DumpVisitor {
    private final DumpVisitor visitor;
    private String database = "";
    private @Nullable TableData open;

    public InsertedRows(DumpVisitor visitor) {
        this.visitor = visitor;
    }

    @Override
    public void connect(String name) {
        close();
        database = name;
        visitor.connect(name);
    }

    @Override
    public void statement(DumpStatement statement) {
        SqlCursor cursor = new SqlCursor(statement.sql());
        if (cursor.word("insert") && cursor.word("into")) {
            insert(cursor, statement);
        } else {
            close();
            visitor.statement(statement);
        }
    }

    @Override
    public void beginTable(TableData table) {
        close();
        visitor.beginTable(table);
    }

    @Override
    public void rows(byte[] lines, int offset, int length) {
        visitor.rows(lines, offset, length);
    }

    @Override
    public void endTable() {
        visitor.endTable();
    }

    @Override
    public void beginLargeObject(long oid) {
        close();
        visitor.beginLargeObject(oid);
    }

    @Override
    public void largeObject(byte[] content, int offset, int length) {
        visitor.largeObject(content, offset, length);
    }

    @Override
    public void endLargeObject() {
        visitor.endLargeObject();
    }

    @Override
    public void bytes(byte[] content, int offset, int length) {
        visitor.bytes(content, offset, length);
    }

    /** To be called when all was read. */
    public void close() {
        if (open != null) {
            open = null;
            visitor.endTable();
        }
    }

    private void insert(SqlCursor cursor, DumpStatement statement) {
        QualifiedName table = cursor.table();
        List<String> columns = new ArrayList<>();
        boolean hasColumns = table != null && cursor.symbol('(') && cursor.names(columns);
        if (table == null || (!hasColumns && !columns.isEmpty())) {
            visitor.statement(statement);
            return;
        }
        if (cursor.word("overriding")) {
            cursor.word("system");
            cursor.word("value");
        }
        if (cursor.word("values")) {
            begin(new TableData(database, table, columns, ""));
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            do {
                if (!row(cursor, lines)) {
                    throw new DumpDamaged(
                            DumpDamaged.Kind.CORRUPT,
                            "an INSERT into " + table + " is damaged",
                            "its values end early");
                }
            } while (cursor.symbol(','));
            byte[] bytes = lines.toByteArray();
            visitor.rows(bytes, 0, bytes.length);
        } else if (cursor.word("default")) {
            // INSERT INTO t DEFAULT VALUES: a table without columns.
            begin(new TableData(database, table, columns, ""));
            visitor.rows(new byte[] {'\n'}, 0, 1);
        } else {
            visitor.statement(statement);
        }
    }

    private void begin(TableData table) {
        if (!table.equals(open)) {
            close();
            open = table;
            visitor.beginTable(table);
        }
    }

    private static boolean row(SqlCursor cursor, ByteArrayOutputStream lines) {
        if (!cursor.symbol('(')) {
            return false;
        }
        boolean isMore = true;
        while (isMore) {
            SqlCursor.Value value = cursor.value();
            if (value == null) {
                return false;
            }
            byte[] field = field(value);
            lines.write(field, 0, field.length);
            isMore = cursor.symbol(',');
            lines.write(isMore ? '\t' : '\n');
        }
        return cursor.symbol(')');
    }

    /** As COPY writes it: a boolean is a letter there. */
    private static byte[] field(SqlCursor.Value value) {
        if (value.isQuoted()) {
            return value.text()
                    .replace("\\", "\\\\")
                    .replace("\t", "\\t")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\b", "\\b")
                    .replace("\f", "\\f")
                    .replace("\u000b", "\\v")
                    .getBytes(UTF_8);
        }
        String word = value.text().toLowerCase(Locale.ROOT);
        return (switch (word) {
                    case "null", "default" -> "\\N";
                    case "true" -> "t";
                    case "false" -> "f";
                    default -> value.text();
                })
                .getBytes(UTF_8);
    }
}
