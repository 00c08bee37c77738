package exo.db.backup;

import exo.db.backup.dump.DumpedSchema;
import exo.db.model.ExoSchema;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which of Exo's tables a dumped table is, is a partition of, or was one before it came into the trash. */
final class DumpedHomes {
    static final List<Table> DECLARED = ExoSchema.declared().tables();

    private static final String TRASH = "exo_trash";

    /** What a month or a default partition is called; only for a dump without definitions, which would tell. */
    private static final Pattern PARTITION = Pattern.compile("_(\\d{4}_\\d{2}|default)(_.*)?");

    private final @Nullable String wanted;
    private final DumpedSchema definitions;

    /** @param wanted the schema that Exo's tables are in; null where the dump tells */
    DumpedHomes(@Nullable String wanted, DumpedSchema definitions) {
        this.wanted = wanted;
        this.definitions = definitions;
    }

    /** The schema that Exo's tables are in. */
    String schema() {
        return wanted != null
                ? wanted
                : definitions.schemaOf(DumpedTable.Telling.KEYRING).orElse("public");
    }

    /** What the table is to Exo; none where it is something else. */
    Optional<Table> of(QualifiedName table) {
        if (table.schema().equals(schema())) {
            QualifiedName root = definitions.root(table).orElse(table);
            return declared(root.name()).or(() -> monthly(table.name()));
        }
        return table.schema().equals(TRASH) ? trashed(table.name()) : Optional.empty();
    }

    private static Optional<Table> declared(String name) {
        return DECLARED.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /** Its name begins with that of the table that it was a part of. */
    private static Optional<Table> trashed(String name) {
        return DECLARED.stream()
                .filter(table -> table.isMonthly() && name.startsWith(table.name() + "_"))
                .max(Comparator.comparingInt(table -> table.name().length()));
    }

    private static Optional<Table> monthly(String name) {
        return DECLARED.stream()
                .filter(Table::isMonthly)
                .filter(table -> name.startsWith(table.name())
                        && PARTITION
                                .matcher(name.substring(table.name().length()))
                                .matches())
                .max(Comparator.comparingInt(table -> table.name().length()));
    }
}
