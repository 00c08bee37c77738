package exo.db.backup;

import exo.db.database.CopyStream;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Reads every row of a database and says what each table holds, in constant memory. */
final class ContentsReader {
    private ContentsReader() {}

    /**
     * Every relation that a dump has rows of; to be called in a transaction that sees all as of one moment.
     *
     * @param progress is told how far it is, by the size of the tables
     */
    static List<TableContents> read(Session session, Timing timing, Consumer<Headway> progress) {
        BackupQueries.LIKE_A_DUMP.forEach(session.sql()::execute);
        List<TableContents> contents = new ArrayList<>();
        Result<Record> rows = session.sql().fetch(BackupQueries.DUMPED_TABLES);
        long all = rows.stream().mapToLong(row -> row.get(5, Long.class)).sum();
        HeadwayMeter meter = new HeadwayMeter(timing, "rows read", all, progress);
        for (Record row : rows) {
            QualifiedName relation = new QualifiedName(row.get(0, String.class), row.get(1, String.class));
            QualifiedName root = new QualifiedName(row.get(2, String.class), row.get(3, String.class));
            List<String> columns = Arrays.asList(row.get(4, String[].class));
            TableHeadway headway = new TableHeadway(meter, relation.toString(), row.get(5, Long.class));
            contents.add(new TableContents(relation, root, columns, hash(session, relation, columns, headway)));
            headway.end();
        }
        return contents;
    }

    private static ContentHash.Value hash(
            Session session, QualifiedName relation, List<String> columns, TableHeadway headway) {
        ContentHash hash = new ContentHash();
        String list = columns.stream()
                .map(column -> session.sql().render(DSL.name(column)))
                .collect(Collectors.joining(", ", " (", ")"));
        String table = session.sql().render(DSL.name(relation.schema(), relation.name()));
        CopyStream.out(
                session, "copy " + table + (columns.isEmpty() ? "" : list) + " to stdout", (bytes, offset, length) -> {
                    hash.add(bytes, offset, length);
                    headway.row(length);
                });
        return hash.value();
    }

    /** How far the reading of one table is: its rows as text are about as large as it is, and never counted as more. */
    private static final class TableHeadway {
        /** Asking for the time at each row would take longer than what is told is worth. */
        private static final int ROWS_AT_ONCE = 256;

        private final HeadwayMeter meter;
        private final String table;
        private long left;
        private long rows;
        private long bytes;

        TableHeadway(HeadwayMeter meter, String table, long size) {
            this.meter = meter;
            this.table = table;
            this.left = size;
        }

        void row(int length) {
            rows++;
            bytes += length;
            if (rows == ROWS_AT_ONCE) {
                advance(Math.min(bytes, left));
            }
        }

        void end() {
            advance(left);
        }

        private void advance(long part) {
            meter.advance(table, rows, part);
            left -= part;
            rows = 0;
            bytes = 0;
        }
    }
}
