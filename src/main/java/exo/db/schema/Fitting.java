package exo.db.schema;

/**
 * Something that a partition in the trash lacks, or has too much, to be attached to its parent as that is by now.
 * Types, expressions and definitions are spelled as the catalog prints those of the parent.
 */
public sealed interface Fitting {
    /** The check that proves the bounds; it goes once the partition is attached. */
    String BOUNDS = "exo_bounds";

    /**
     * A column that came since.
     *
     * @param defaultValue for the rows that are there; empty where there is none
     * @param collation empty where it is the type's own
     */
    record AddColumn(String column, String type, String collation, String defaultValue, Nullability nullability)
            implements Fitting {}

    /** A column that has another type since. */
    record ConvertColumn(String column, String type) implements Fitting {}

    /** A column that allows no NULL since. */
    record RequireValue(String column) implements Fitting {}

    /** What a conversion that was going on had put beside a column. */
    record DropColumn(String column) implements Fitting {}

    /** A check that came since or says something else since. */
    record AddCheck(Check check) implements Fitting {}

    /** An index that came since; the server names it. */
    record AddIndex(Index.Uniqueness uniqueness, String definition) implements Fitting {}

    /** A few words for a plan. */
    default String words() {
        return switch (this) {
            case AddColumn add -> "column " + add.column();
            case ConvertColumn convert -> convert.column() + " as " + convert.type();
            case RequireValue require -> require.column() + " not null";
            case DropColumn drop -> "no " + drop.column();
            case AddCheck add -> "check " + add.check().name();
            case AddIndex add -> "an index " + add.definition();
        };
    }
}
