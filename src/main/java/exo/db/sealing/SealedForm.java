package exo.db.sealing;

import exo.db.database.Session;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The form of a sealed value, for the server to look for: that of {@code exo.db.crypto.Envelope}. */
public final class SealedForm {
    /**
     * Together with the length; its <code>{54,}</code> takes the server far longer to match than the length does to
     * read; in bytes, of which the server knows the number: what matches has none but characters of one.
     */
    private static final String DATA = ":[A-Za-z0-9_-]+$";

    /** The prefix up to the data is 14 characters long, and the shortest data 54. */
    private static final int SHORTEST = 68;

    private SealedForm() {}

    /** Whether a column holds a sealed value, under whatever key; unknown for NULL. */
    public static Condition of(String column) {
        return of(column, "[0-9a-f]{8}");
    }

    /** Whether a column holds a value that is not of the form of one sealed under that key; not for NULL. */
    static Condition isNotUnder(String column, String kid) {
        return text(column).isNotNull().andNot(of(column, kid));
    }

    /** Whether a column holds plaintext. */
    static Condition isPlaintext(String column) {
        return text(column).isNotNull().andNot(of(column));
    }

    /** The id of the key that sealed a column's value, an empty text for plaintext, NULL for NULL. */
    static Field<String> kid(String column) {
        return DSL.when(text(column).isNull(), (String) null)
                .when(of(column), DSL.substring(text(column), "exo1:".length() + 1, 8))
                .otherwise("");
    }

    /** The first characters are compared before the expression is tried: plaintext rarely begins like that. */
    private static Condition of(String column, String kid) {
        Field<String> text = text(column);
        return text.startsWith("exo1:")
                .and(DSL.octetLength(text).ge(SHORTEST))
                .and(text.likeRegex("^exo1:" + kid + DATA));
    }

    /** The id and these columns, for a select list. */
    static String rowText(Session session, List<String> columns) {
        return Stream.concat(Stream.of("id"), columns.stream())
                .map(column -> session.sql().render(text(column)))
                .collect(Collectors.joining(", "));
    }

    /** As text, since a column from an older release may be jsonb still. */
    static Field<String> text(String column) {
        return DSL.field(DSL.name(column)).cast(SQLDataType.CLOB);
    }
}
