package exo.db.backup;

import exo.db.database.CopyStream;
import exo.db.database.Session;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Reads every row of a database and says what each table holds, in constant memory. */
final class ContentsReader {
    private ContentsReader() {}

    /** Every relation that a dump has rows of; to be called in a transaction that sees all as of one moment. */
    static List<TableContents> read(Session session) {
        BackupQueries.LIKE_A_DUMP.forEach(session.sql()::execute);
        List<TableContents> contents = new ArrayList<>();
        for (Record row : session.sql().fetch(BackupQueries.DUMPED_TABLES)) {
            QualifiedName relation = new QualifiedName(row.get(0, String.class), row.get(1, String.class));
            QualifiedName root = new QualifiedName(row.get(2, String.class), row.get(3, String.class));
            List<String> columns = Arrays.asList(row.get(4, String[].class));
            contents.add(new TableContents(relation, root, columns, hash(session, relation, columns)));
        }
        return contents;
    }

    private static ContentHash.Value hash(Session session, QualifiedName relation, List<String> columns) {
        ContentHash hash = new ContentHash();
        String list = columns.stream()
                .map(column -> session.sql().render(DSL.name(column)))
                .collect(Collectors.joining(", ", " (", ")"));
        String table = session.sql().render(DSL.name(relation.schema(), relation.name()));
        CopyStream.out(session, "copy " + table + (columns.isEmpty() ? "" : list) + " to stdout", hash::add);
        return hash.value();
    }
}
