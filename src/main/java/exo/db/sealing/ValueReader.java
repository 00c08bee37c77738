package exo.db.sealing;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.engine.ChangeSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads the encrypted values of one relation, piece by piece. Plain JDBC, since millions of values come by.
 *
 * <p>For one thread. A piece is read in one statement and so as of one moment; between pieces, rows that somebody
 * writes may move, unless the session's transaction sees all as of one moment anyway.
 */
final class ValueReader implements AutoCloseable {
    /** What is kept in memory at a time, by one worker. */
    private static final long BYTES_AT_ONCE = 2L << 20;

    /** What an id, a place and objects for them take. */
    private static final long ROW_OVERHEAD = 200;

    /** Enough pages to meet a long value where they are not rare. */
    private static final long PROBED_PAGES = 50;

    private final Session session;
    private final ValueHome home;
    private final PreparedStatement piece;

    ValueReader(Session session, ValueHome home) {
        this.session = session;
        this.home = home;
        try {
            this.piece = session.jdbc()
                    .prepareStatement("select %s from only %s where ctid >= ?::tid and ctid < ?::tid"
                            .formatted(fields(), relation()));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Is handed one row's values; in the order of the home's columns. */
    @FunctionalInterface
    interface Audience {
        void row(String id, @Nullable String[] values);
    }

    /**
     * How many pages may be read at once so that memory does not grow with the values, by the longest of some: what a
     * page holds may be compressed, or be kept apart from it.
     */
    static long pagesAtOnce(Session session, ValueHome home) {
        List<Field<Integer>> lengths = home.columns().stream()
                .map(column -> DSL.coalesce(DSL.octetLength(SealedForm.text(column.name())), 0))
                .toList();
        Field<Integer> length = lengths.stream().reduce(Field::plus).orElse(DSL.inline(0));
        double percent = home.pages() <= PROBED_PAGES ? 100 : 100.0 * PROBED_PAGES / home.pages();
        long longest = session.sql()
                .select(DSL.coalesce(DSL.max(length), 0))
                .from(DSL.sql(
                        "only {0} tablesample system ({1})", ChangeSql.name(home.relation()), DSL.raw(number(percent))))
                .fetchSingle()
                .value1();
        long rowsOfAPage = Math.max(1, home.rows() / Math.max(1, home.pages()));
        return Math.max(1, BYTES_AT_ONCE / (rowsOfAPage * (longest + ROW_OVERHEAD)));
    }

    /** Reads the rows that lie on those pages. */
    void read(Stretch.Piece pages, Audience audience) {
        try {
            pages.bind(piece);
            try (ResultSet rows = piece.executeQuery()) {
                tell(rows, audience);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Reads rows that chance picks, each with the same probability. */
    void read(Sample.Share share, Audience audience) {
        String statement = "select %s from only %s tablesample system (%s) where random() < %s"
                .formatted(fields(), relation(), number(share.percentOfPages()), number(share.ofTheirRows()));
        try (PreparedStatement sample = session.jdbc().prepareStatement(statement)) {
            try (ResultSet rows = sample.executeQuery()) {
                tell(rows, audience);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            piece.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void tell(ResultSet rows, Audience audience) throws SQLException {
        @Nullable String[] values = new String[home.columns().size()];
        while (rows.next()) {
            for (int index = 0; index < values.length; index++) {
                values[index] = rows.getString(index + 2);
            }
            audience.row(rows.getString(1), values);
        }
    }

    private String relation() {
        return session.sql().render(ChangeSql.name(home.relation()));
    }

    private String fields() {
        return SealedForm.rowText(
                session, home.columns().stream().map(ValueHome.Column::name).toList());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.9f", value);
    }

    private RuntimeException failure(SQLException e) {
        return ServerFailures.of(e, "read the encrypted values of " + home.relation());
    }
}
