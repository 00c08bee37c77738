package exo.db.schema;

/** Finds a name for an index that is to be built: names are per schema, whatever bears them. */
final class FreeIndexName {
    private FreeIndexName() {}

    /**
     * The declared name, or one beside it where something else bears that, which is reported; empty where both are
     * taken, and then the index is left out.
     */
    static String find(DraftBuilder draft, QualifiedName table, Index index) {
        if (!draft.isNameTaken(index.name())) {
            return index.name();
        }
        String beside = IndexNames.beside(index.name());
        boolean taken = draft.isNameTaken(beside) || isBorneByAnother(draft, table, beside);
        draft.leaveOut(taken ? nowhere(table, index, beside) : elsewhere(table, index, beside));
        return taken ? "" : beside;
    }

    private static boolean isBorneByAnother(DraftBuilder draft, QualifiedName table, String name) {
        return draft.snapshot()
                .table(table.name())
                .filter(observed -> observed.indexes().stream()
                        .anyMatch(index -> index.valid() && index.name().equals(name)))
                .isPresent();
    }

    private static Pending nowhere(QualifiedName table, Index index, String beside) {
        return new Pending(
                "index.name-taken",
                claim(table, index) + ", and so does " + beside,
                "rename what bears one of the names, then run migrate again");
    }

    private static Pending elsewhere(QualifiedName table, Index index, String beside) {
        return new Pending(
                "index.renamed",
                claim(table, index) + ": the index is built as " + beside,
                "nothing: an index counts by what it does");
    }

    private static String claim(QualifiedName table, Index index) {
        return "the name of index " + index.name() + " on " + table + " belongs to something else in the schema";
    }
}
