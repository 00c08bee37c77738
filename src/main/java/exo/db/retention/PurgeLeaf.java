package exo.db.retention;

import exo.db.schema.QualifiedName;

/**
 * A relation that holds rows itself: a partition, or a table that has none.
 *
 * @param table the table that it belongs to, whose window and lock count
 */
record PurgeLeaf(String table, QualifiedName name) {}
