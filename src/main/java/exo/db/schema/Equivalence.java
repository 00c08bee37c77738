package exo.db.schema;

import exo.db.schema.ObservedTable.Generation;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says when something observed is what was declared, by definition and whatever its name. */
final class Equivalence {
    private Equivalence() {}

    static boolean sameType(Column declared, ObservedColumn observed) {
        return declared.type().sql().equals(observed.type());
    }

    /** Whether the backend reads the column as well as the declared one; such a column can be converted. */
    static boolean isReadable(Column declared, ObservedColumn observed) {
        return observed.generation() != Generation.STORED
                && TypeChange.between(observed.type(), declared.type()).isReadable();
    }

    static boolean sameNullability(Column declared, ObservedColumn observed) {
        return declared.isLenient() || declared.nullability() == observed.nullability();
    }

    static boolean sameDefault(Column declared, ObservedColumn observed) {
        return observed.generation() != Generation.STORED
                && (declared.isLenient() || sameDefaultExactly(declared, observed));
    }

    /** The same whoever set it: without the leniency towards GORM. */
    static boolean sameDefaultExactly(Column declared, ObservedColumn observed) {
        String found = observed.defaultValue();
        return switch (declared.defaultValue()) {
            case ColumnDefault.None none -> found.isEmpty() || isNull(found);
            case ColumnDefault.Expression expression ->
                found.equals(expression.sql())
                        || Spelling.ofDefault(found).equals(Spelling.ofDefault(expression.sql()));
            case ColumnDefault.Identity identity -> found.equals("identity") || found.startsWith("nextval(");
        };
    }

    static Optional<ObservedIndex> indexLike(Index declared, ObservedTable table) {
        return like(
                table.indexes().stream()
                        .filter(index -> index.unique() == declared.uniqueness().isUnique())
                        .toList(),
                declared.definition(),
                ObservedIndex::definition,
                ObservedIndex::valid);
    }

    static boolean sameIndex(Index declared, ObservedIndex observed) {
        return observed.unique() == declared.uniqueness().isUnique()
                && sameExpression(observed.definition(), declared.definition());
    }

    /**
     * The key that counts as the declared one. Where the declared name says something else, only what was built to take
     * its place does.
     */
    static Optional<ObservedForeignKey> keyLike(ForeignKey declared, ObservedTable table) {
        boolean replacing = isKeyChanged(declared, table);
        return table.foreignKeys().stream()
                .filter(key -> key.definition().equals(declared.definition()))
                .filter(key -> !replacing || key.name().equals(Identifiers.temporary(declared.name())))
                .sorted((one, other) -> Boolean.compare(other.validated(), one.validated()))
                .findFirst();
    }

    /** Whether the declared name says something else than declared. */
    static boolean isKeyChanged(ForeignKey declared, ObservedTable table) {
        return table.foreignKeys().stream()
                .anyMatch(key ->
                        key.name().equals(declared.name()) && !key.definition().equals(declared.definition()));
    }

    /** The check that counts as the declared one; see {@link #keyLike}. */
    static Optional<ObservedCheck> checkLike(Check declared, ObservedTable table) {
        boolean replacing = isCheckChanged(declared, table);
        return like(
                table.checks().stream()
                        .filter(check -> !replacing || check.name().equals(Identifiers.temporary(declared.name())))
                        .toList(),
                declared.expression(),
                ObservedCheck::expression,
                ObservedCheck::validated);
    }

    /** Whether the declared name says something else than declared. */
    static boolean isCheckChanged(Check declared, ObservedTable table) {
        return table.checks().stream()
                .anyMatch(check -> check.name().equals(declared.name())
                        && !sameExpression(check.expression(), declared.expression()));
    }

    /** Whether the server may print the one where the other was declared. */
    static boolean sameExpression(String one, String other) {
        return one.equals(other) || Spelling.of(one).equals(Spelling.of(other));
    }

    /** A good one spelled as declared is found without spelling out all the others: every boot asks. */
    private static <T> Optional<T> like(
            List<T> found, String declared, Function<T, String> definition, Predicate<T> isGood) {
        return found.stream()
                .filter(isGood)
                .filter(object -> definition.apply(object).equals(declared))
                .findFirst()
                .or(() -> found.stream()
                        .filter(object -> sameExpression(definition.apply(object), declared))
                        .sorted((one, other) -> Boolean.compare(isGood.test(other), isGood.test(one)))
                        .findFirst());
    }

    private static boolean isNull(String expression) {
        return expression.equals("NULL") || expression.startsWith("NULL::");
    }
}
