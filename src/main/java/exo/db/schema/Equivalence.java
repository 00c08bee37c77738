package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says when something observed is what was declared, by definition and whatever its name. */
final class Equivalence {
    private static final Set<String> TEXT_LIKE = Set.of("character varying", "character", "citext", "name");
    private static final Set<String> SMALLER_INTEGERS = Set.of("integer", "smallint");
    private static final List<String> CASTS =
            List.of("::bigint", "::integer", "::text", "::character varying", "::boolean");

    private Equivalence() {}

    static boolean sameType(Column declared, ObservedColumn observed) {
        return declared.type().sql().equals(observed.type());
    }

    /** Whether the backend reads the column as well as the declared one; such a column can be converted. */
    static boolean isReadable(Column declared, ObservedColumn observed) {
        return switch (declared.type()) {
            case TEXT -> TEXT_LIKE.contains(baseType(observed.type()));
            case BIGINT -> SMALLER_INTEGERS.contains(observed.type());
            case UUID, BOOLEAN, TIMESTAMPTZ, JSONB, BYTEA, INET -> false;
        };
    }

    /** The type without its modifiers: {@code character varying(20)} is {@code character varying}. */
    static String baseType(String type) {
        int modifier = type.indexOf('(');
        return modifier < 0 ? type : type.substring(0, modifier);
    }

    static boolean sameNullability(Column declared, ObservedColumn observed) {
        return declared.isLenient() || declared.nullability() == observed.nullability();
    }

    static boolean sameDefault(Column declared, ObservedColumn observed) {
        return declared.isLenient() || sameDefaultExactly(declared, observed);
    }

    /** The same whoever set it: without the leniency towards GORM. */
    static boolean sameDefaultExactly(Column declared, ObservedColumn observed) {
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
                .filter(index -> sameIndex(declared, index))
                .sorted((one, other) -> Boolean.compare(other.valid(), one.valid()))
                .findFirst();
    }

    static boolean sameIndex(Index declared, ObservedIndex observed) {
        return observed.unique() == declared.uniqueness().isUnique()
                && bare(observed.definition()).equals(bare(declared.definition()));
    }

    static Optional<ObservedForeignKey> keyLike(ForeignKey declared, ObservedTable table) {
        return table.foreignKeys().stream()
                .filter(key -> key.definition().equals(declared.definition()))
                .sorted((one, other) -> Boolean.compare(other.validated(), one.validated()))
                .findFirst();
    }

    static Optional<ObservedCheck> checkLike(Check declared, ObservedTable table) {
        return table.checks().stream()
                .filter(check -> bare(check.expression()).equals(bare(declared.expression())))
                .sorted((one, other) -> Boolean.compare(other.validated(), one.validated()))
                .findFirst();
    }

    /**
     * An expression without the casts between text types and the parentheses around them: on a column that is still
     * {@code varchar} the server prints {@code ((status)::text = 'open'::text)} for {@code (status = 'open'::text)}.
     * The declared expressions nest nothing that parentheses would be needed to tell apart.
     */
    private static String bare(String expression) {
        return expression
                .replace("::text[]", "")
                .replace("::text", "")
                .replace("::character varying[]", "")
                .replace("::character varying", "")
                .replace("(", "")
                .replace(")", "");
    }

    /** One spelling for a default: {@code '90'::bigint}, {@code (90)} and {@code 90} are the same number. */
    private static String canonical(String expression) {
        String text = expression;
        String plainer = withoutCast(withoutParentheses(text));
        while (!plainer.equals(text)) {
            text = plainer;
            plainer = withoutCast(withoutParentheses(text));
        }
        if (text.equals("CURRENT_TIMESTAMP")) {
            return "now()";
        }
        return isQuotedNumber(text) ? text.substring(1, text.length() - 1) : text;
    }

    private static String withoutCast(String text) {
        return CASTS.stream()
                .filter(text::endsWith)
                .findFirst()
                .map(cast -> text.substring(0, text.length() - cast.length()))
                .orElse(text);
    }

    private static String withoutParentheses(String text) {
        boolean enclosed = text.startsWith("(") && text.endsWith(")") && text.indexOf('(', 1) < 0;
        return enclosed ? text.substring(1, text.length() - 1) : text;
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
