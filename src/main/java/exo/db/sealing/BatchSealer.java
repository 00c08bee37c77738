package exo.db.sealing;

import exo.db.crypto.EnvelopeSealer;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.BatchPace;
import exo.db.engine.BatchPace.Manner;
import exo.db.sealing.ColumnWork.Replacement;
import exo.db.sealing.HomeSealing.Tools;
import exo.db.sealing.SealPlan.Work;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One worker: takes pages of a relation, reads the rows that have something to seal, and writes them back, each over
 * the version that was read and over no other. A row that somebody changed meanwhile, or holds, is left for later.
 */
final class BatchSealer implements AutoCloseable {
    /** A batch of more would keep those waiting who write its rows, even where it is quick. */
    private static final int MOST_ROWS = 1_000;

    private final Session session;
    private final ValueHome home;
    private final Tools tools;
    private final List<String> columns;
    private final List<ColumnWork> works = new ArrayList<>();
    private final ValueOpener opener;
    private final EnvelopeSealer sealer;
    private final Map<Manner, BatchPace> paces = new EnumMap<>(Manner.class);
    private final PreparedStatement candidates;
    private final PreparedStatement replace;
    private final PreparedStatement replaceUnlessLocked;

    BatchSealer(Session session, ValueHome home, String table, Map<String, Work> planned, Tools tools) {
        this.session = session;
        this.home = home;
        this.tools = tools;
        tools.company().join(session);
        this.columns = List.copyOf(planned.keySet());
        planned.forEach((column, work) -> works.add(new ColumnWork(table, column, work)));
        this.opener = new ValueOpener(tools.keyring(), session);
        this.sealer = new EnvelopeSealer(tools.sealing().active(), tools.random());
        try {
            String kid = tools.sealing().active().kid();
            this.candidates = prepare(SealQueries.candidates(session, home, columns, kid));
            this.replace = prepare(SealQueries.replace(session, home, columns));
            this.replaceUnlessLocked = prepare(SealQueries.replaceUnlessLocked(session, home, columns));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** A row as it was read, with what goes in place of its values. */
    private record Row(String place, String version, List<@Nullable Replacement> replacements) {}

    /** Takes pieces of at most so many pages until there are none, or it is to stop. */
    void seal(Stretch stretch, long pagesAtOnce) {
        boolean[] isOver = new boolean[1];
        while (!isOver[0] && !tools.isToStop()) {
            Manner manner = tools.company().manner(session);
            tools.company().inTurn(manner, () -> isOver[0] = !sealNext(stretch, pagesAtOnce, pace(manner)));
        }
    }

    private BatchPace pace(Manner manner) {
        return paces.computeIfAbsent(manner, BatchPace::new);
    }

    /** Takes one piece, if there is one, and rests after it. */
    private boolean sealNext(Stretch stretch, long pagesAtOnce, BatchPace pace) {
        Optional<Stretch.Piece> piece = stretch.take(Math.min(pace.pages(), pagesAtOnce));
        if (piece.isEmpty()) {
            return false;
        }
        long start = tools.timing().nanoTime().getAsLong();
        long written = seal(piece.get());
        Duration taken = tools.timing().since(start);
        stretch.finish(piece.get());
        tools.telling().advance(session, home, stretch, piece.get().pages(), written);
        pace.learn(taken, written);
        tools.timing().pause().rest(pace.rest(taken));
        return true;
    }

    /** Adds what this worker did and left to what others did. */
    void tell(Map<String, ColumnWork> all) {
        synchronized (all) {
            for (int index = 0; index < columns.size(); index++) {
                ColumnWork total = all.get(columns.get(index));
                if (total != null) {
                    total.add(works.get(index));
                }
            }
        }
    }

    @Override
    public void close() {
        opener.close();
        sealer.close();
        try {
            candidates.close();
            replace.close();
            replaceUnlessLocked.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private long seal(Stretch.Piece piece) {
        List<Row> rows = rows(piece);
        long written = 0;
        for (int from = 0; from < rows.size() && !tools.isOutdated(); from += MOST_ROWS) {
            written += write(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS)));
        }
        return written;
    }

    private List<Row> rows(Stretch.Piece piece) {
        List<Row> found = new ArrayList<>();
        try {
            piece.bind(candidates);
            try (ResultSet rows = candidates.executeQuery()) {
                while (rows.next()) {
                    List<@Nullable Replacement> replacements = replacements(rows);
                    if (replacements.stream().anyMatch(Objects::nonNull)) {
                        found.add(new Row(rows.getString(1), rows.getString(2), replacements));
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private List<@Nullable Replacement> replacements(ResultSet row) throws SQLException {
        String id = row.getString(3);
        List<@Nullable Replacement> replacements = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            String value = row.getString(index + 4);
            replacements.add(value == null ? null : works.get(index).replacement(opener, sealer, id, value));
        }
        return replacements;
    }

    private long write(List<Row> rows) {
        try {
            return count(rows, session.inTransaction(() -> execute(replace, rows)));
        } catch (RuntimeException e) {
            if (!SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE) && !SqlState.is(e, SqlState.DEADLOCK)) {
                throw e;
            }
            return count(rows, session.inTransaction(() -> execute(replaceUnlessLocked, rows)));
        }
    }

    /** The numbers of the rows that were written, from 1. */
    private List<Integer> execute(PreparedStatement statement, List<Row> rows) {
        session.sql().fetch(SealQueries.BATCH_LIMITS);
        try {
            Array places = array("tid", rows.stream().map(Row::place).toArray());
            statement.setArray(1, places);
            statement.setArray(2, array("xid", rows.stream().map(Row::version).toArray()));
            for (int index = 0; index < columns.size(); index++) {
                int column = index;
                statement.setArray(
                        index + 3,
                        array(
                                "text",
                                rows.stream()
                                        .map(row -> text(row.replacements().get(column)))
                                        .toArray()));
            }
            if (statement.equals(replaceUnlessLocked)) {
                statement.setArray(columns.size() + 3, places);
            }
            List<Integer> numbers = new ArrayList<>();
            try (ResultSet written = statement.executeQuery()) {
                while (written.next()) {
                    numbers.add(written.getInt(1));
                }
            }
            return numbers;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private long count(List<Row> rows, List<Integer> numbers) {
        long values = 0;
        for (int number : numbers) {
            List<@Nullable Replacement> replacements = rows.get(number - 1).replacements();
            for (int index = 0; index < replacements.size(); index++) {
                Replacement replacement = replacements.get(index);
                if (replacement != null) {
                    works.get(index).count(replacement.counts());
                    values++;
                }
            }
        }
        return values;
    }

    private PreparedStatement prepare(String statement) throws SQLException {
        return session.jdbc().prepareStatement(statement);
    }

    private Array array(String type, Object[] elements) throws SQLException {
        return session.jdbc().createArrayOf(type, elements);
    }

    private static @Nullable String text(@Nullable Replacement replacement) {
        return replacement == null ? null : replacement.text();
    }

    private RuntimeException failure(SQLException e) {
        return ServerFailures.of(e, "seal the values of " + home.relation());
    }
}
