package exo.db.engine;

import exo.db.schema.ColumnType;
import java.util.Set;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** How the values of one type become values of another, and which of them do not. */
final class CastSql {
    private static final Set<String> FRACTIONS = Set.of("numeric", "real", "double precision");

    private CastSql() {}

    /** The expression that converts a value; times without a zone are taken for UTC. */
    static QueryPart converted(Name column, String from, ColumnType to) {
        return DSL.sql(template(from, to), column, DSL.sql(to.sql()));
    }

    /** Whether the declared type does not accept the row's value. */
    static QueryPart isRefused(Name column, String from, ColumnType to) {
        String accepted = switch (kind(from, to)) {
            case FRACTION -> "pg_input_is_valid(round({0}::numeric)::text, {1})";
            case WALL_TIME, ARRAY, TEXT -> "true";
            case BY_TEXT -> "pg_input_is_valid({0}::text, {1})";
        };
        return DSL.sql("{0} is not null and not " + accepted, column, DSL.inline(to.sql()));
    }

    /** Whether a value that is accepted is not the same any more. */
    static QueryPart isChanged(Name column, String from, ColumnType to) {
        return kind(from, to) == Kind.FRACTION
                ? DSL.sql("{0}::numeric <> trunc({0}::numeric)", column)
                : DSL.sql("false");
    }

    private static String template(String from, ColumnType to) {
        return switch (kind(from, to)) {
            case FRACTION -> "round({0}::numeric)::{1}";
            case WALL_TIME -> "{0}::timestamp at time zone 'UTC'";
            case ARRAY -> "to_jsonb({0})";
            case TEXT -> "{0}::{1}";
            case BY_TEXT -> "{0}::text::{1}";
        };
    }

    private static Kind kind(String from, ColumnType to) {
        String base = from.replaceFirst("\\([^)]*\\)", "");
        return switch (to) {
            case BIGINT -> FRACTIONS.contains(base) ? Kind.FRACTION : Kind.BY_TEXT;
            case TIMESTAMPTZ ->
                base.equals("timestamp without time zone") || base.equals("date") ? Kind.WALL_TIME : Kind.BY_TEXT;
            case JSONB -> base.endsWith("[]") ? Kind.ARRAY : Kind.BY_TEXT;
            case TEXT -> Kind.TEXT;
            case UUID, BOOLEAN, BYTEA, INET -> Kind.BY_TEXT;
        };
    }

    /** Ways to convert. */
    private enum Kind {
        /** Rounded to a whole number. */
        FRACTION,
        /** A time that does not say of which zone. */
        WALL_TIME,
        ARRAY,
        /** Anything can be written as text. */
        TEXT,
        /** Written as text and read again. */
        BY_TEXT
    }
}
