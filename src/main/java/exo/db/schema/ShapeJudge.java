package exo.db.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells Exo's tables from somebody else's that bear the same names, such as the {@code users} and {@code sessions} of a
 * web framework.
 *
 * <p>A table is <em>strange</em> when its key is not the declared one: a key column is missing, or of a type that no
 * release had. One such table is enough, since no release of Exo can ever have made it.
 *
 * <p>A table is <em>hollow</em> when its key fits and yet half or more of the columns are missing, or of an unreadable
 * type, that a row cannot be without (declared NOT NULL without a default). An older release may lack some, and
 * somebody may have spoilt a table of Exo's by hand: hollow tables count only where they are not outnumbered by tables
 * that are neither strange nor hollow.
 */
public final class ShapeJudge {
    private ShapeJudge() {}

    /** The tables that show that this is not Exo's schema; none where it is, or where there is nothing yet. */
    public static List<String> foreignTables(DeclaredSchema declared, SchemaSnapshot snapshot) {
        List<String> strange = new ArrayList<>();
        List<String> hollow = new ArrayList<>();
        long familiar = 0;
        for (Table table : declared.tables()) {
            ObservedTable observed = snapshot.table(table.name()).orElse(null);
            if (observed == null || observed.kind() == ObservedTable.Kind.OTHER) {
                continue;
            }
            if (hasOtherKey(table, observed)) {
                strange.add(table.name());
            } else if (isHollow(table, observed)) {
                hollow.add(table.name());
            } else {
                familiar++;
            }
        }
        if (strange.isEmpty() && hollow.size() < familiar) {
            return List.of();
        }
        strange.addAll(hollow);
        return strange;
    }

    private static boolean hasOtherKey(Table table, ObservedTable observed) {
        return table.primaryKey().stream()
                .flatMap(name -> table.column(name).stream())
                .anyMatch(column -> observed.column(column.name())
                        .filter(found -> Equivalence.sameType(column, found))
                        .isEmpty());
    }

    private static boolean isHollow(Table table, ObservedTable observed) {
        List<Column> necessary = table.columns().stream()
                .filter(column -> column.nullability() == Nullability.NOT_NULL
                        && column.defaultValue() instanceof ColumnDefault.None
                        && !table.primaryKey().contains(column.name()))
                .toList();
        long missing =
                necessary.stream().filter(column -> !isThere(column, observed)).count();
        return missing > 0 && 2 * missing >= necessary.size();
    }

    private static boolean isThere(Column column, ObservedTable observed) {
        return observed.column(column.name())
                .filter(found -> Equivalence.sameType(column, found) || Equivalence.isReadable(column, found))
                .isPresent();
    }
}
