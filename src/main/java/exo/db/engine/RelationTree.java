package exo.db.engine;

/** A table with its partitions, as a query: the one place that knows that the server's own function is not enough. */
final class RelationTree {
    private RelationTree() {}

    /**
     * Yields {@code relid}: the table itself and all below it. {@code pg_partition_tree} alone yields nothing for a
     * plain table, and waits for the lock of every partition.
     *
     * @param name an expression for the table's name, which stands in the query twice: {@code ?} is two parameters
     */
    static String of(String name) {
        return "select to_regclass(" + name + ") as relid union select relid from pg_partition_tree(to_regclass(" + name
                + "))";
    }
}
