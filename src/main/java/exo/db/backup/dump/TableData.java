package exo.db.backup.dump;

import exo.db.schema.QualifiedName;
import java.util.List;

/**
 * The rows of a table as they are about to come, in COPY's text format.
 *
 * @param database the one that the script had connected to; empty where it named none
 * @param table what the statement copies into: a partition, or its parent with {@code --load-via-partition-root}
 * @param columns in the order of the fields; empty where the statement names none
 * @param statement the {@code COPY ... FROM stdin} statement, without the semicolon
 */
public record TableData(String database, QualifiedName table, List<String> columns, String statement) {
    public TableData {
        columns = List.copyOf(columns);
    }
}
