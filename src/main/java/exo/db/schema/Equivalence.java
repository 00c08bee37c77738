package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.Optional;

/** Says when something observed is what was declared, by definition and whatever its name. */
final class Equivalence {
    private Equivalence() {}

    static boolean sameType(Column declared, ObservedColumn observed) {
        return declared.type().sql().equals(observed.type());
    }

    static boolean sameNullability(Column declared, ObservedColumn observed) {
        return declared.isLenient() || declared.nullability() == observed.nullability();
    }

    static boolean sameDefault(Column declared, ObservedColumn observed) {
        if (declared.isLenient()) {
            return true;
        }
        String found = observed.defaultValue();
        return switch (declared.defaultValue()) {
            case ColumnDefault.None none -> found.isEmpty() || isNull(found);
            case ColumnDefault.Expression expression ->
                canonical(expression.sql()).equals(canonical(found));
            case ColumnDefault.Identity identity -> found.equals("identity") || found.startsWith("nextval(");
        };
    }

    static Optional<ObservedIndex> indexLike(Index declared, ObservedTable table) {
        return table.indexes().stream()
                .filter(index -> index.unique() == declared.uniqueness().isUnique())
                .filter(index -> index.definition().equals(declared.definition()))
                .sorted((one, other) -> Boolean.compare(other.valid(), one.valid()))
                .findFirst();
    }

    static Optional<ObservedForeignKey> keyLike(ForeignKey declared, ObservedTable table) {
        return table.foreignKeys().stream()
                .filter(key -> key.definition().equals(declared.definition()))
                .sorted((one, other) -> Boolean.compare(other.validated(), one.validated()))
                .findFirst();
    }

    static Optional<ObservedCheck> checkLike(Check declared, ObservedTable table) {
        return table.checks().stream()
                .filter(check -> check.expression().equals(declared.expression()))
                .sorted((one, other) -> Boolean.compare(other.validated(), one.validated()))
                .findFirst();
    }

    /** One spelling for a default: {@code '90'::bigint}, {@code (90)} and {@code 90} are the same number. */
    private static String canonical(String expression) {
        String text = expression;
        for (String cast : new String[] {"::bigint", "::integer", "::text", "::character varying", "::boolean"}) {
            if (text.endsWith(cast)) {
                text = text.substring(0, text.length() - cast.length());
            }
        }
        if (text.startsWith("(") && text.endsWith(")") && text.indexOf('(', 1) < 0) {
            text = text.substring(1, text.length() - 1);
        }
        return isQuotedNumber(text) ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean isQuotedNumber(String text) {
        return text.length() > 2
                && text.charAt(0) == '\''
                && text.charAt(text.length() - 1) == '\''
                && text.substring(1, text.length() - 1).chars().allMatch(Character::isDigit);
    }

    private static boolean isNull(String expression) {
        return expression.equals("NULL") || expression.startsWith("NULL::");
    }
}
