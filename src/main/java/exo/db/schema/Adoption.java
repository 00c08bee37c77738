package exo.db.schema;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain table that becomes the first partition of a monthly one, which takes its name.
 *
 * @param parent as declared, with its checks spelled as the plain table's are: a partition's have to be the same
 * @param leaf the plain table's new name
 * @param until the month that the partition ends before
 * @param indexes that give way to the parent's
 * @param checks that get the names they have in the parent
 * @param needed indexes, by their names before, that have to be valid: any that the parent did not find would be built
 *     while nobody can use the table
 */
public record Adoption(
        QualifiedName table,
        Table parent,
        QualifiedName leaf,
        YearMonth until,
        Key key,
        List<Renaming> indexes,
        List<Renaming> checks,
        List<String> needed) {
    public Adoption {
        indexes = List.copyOf(indexes);
        checks = List.copyOf(checks);
        needed = List.copyOf(needed);
    }

    /** The primary key of the partition-to-be. */
    public sealed interface Key {
        /** The table's own is the declared one. */
        record Kept(String constraint) implements Key {}

        /**
         * A unique index on the declared columns becomes the key.
         *
         * @param constraint the old key, which goes; empty where there is none
         */
        record Replaced(String constraint, String index) implements Key {}
    }

    /** Something of the table that gets another name. */
    public record Renaming(String from, String to) {}

    /** The check that no row is of that month or later. */
    public Check proof() {
        return AdoptionProof.of(until);
    }

    /** What the plain table is called from then on. */
    public static QualifiedName leaf(QualifiedName table) {
        return table.sibling(table.name() + "_legacy");
    }

    /** What its primary key is called from then on. */
    public static String leafKey(QualifiedName table) {
        return leaf(table).name() + "_pkey";
    }

    /** The unique index that becomes its primary key. */
    static Index keyIndex(Table table) {
        return new Index(table.name() + "_exo_key", table.primaryKey(), Index.Uniqueness.UNIQUE, "");
    }

    /** Every name that the adoption gives to a relation. */
    public static List<String> names(QualifiedName table, Table declared) {
        List<String> names = new ArrayList<>(List.of(leaf(table).name(), leafKey(table)));
        for (Index index : declared.indexes()) {
            names.add(index.name());
            names.add(IndexNames.legacy(index.name()));
        }
        return names;
    }
}
