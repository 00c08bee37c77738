package exo.db.retention;

import exo.db.schema.QualifiedName;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * A relation that holds rows, itself or, where it is partitioned again, in its partitions.
 *
 * @param table the table that it belongs to, whose window and lock count
 */
record PurgeLeaf(String table, QualifiedName name) {
    /** As a statement names it. */
    Name sql() {
        return DSL.name(name.schema(), name.name());
    }
}
