package exo.db.backup;

import exo.db.schema.QualifiedName;
import java.util.List;

/**
 * What one relation with rows of its own held at one moment.
 *
 * @param root the partitioned table that it is a part of, in the end; itself where there is none
 * @param columns that its lines have, in their order: as stored, without generated ones, as {@code pg_dump} lists them
 */
public record TableContents(
        QualifiedName relation, QualifiedName root, List<String> columns, ContentHash.Value contents) {
    public TableContents {
        columns = List.copyOf(columns);
    }
}
