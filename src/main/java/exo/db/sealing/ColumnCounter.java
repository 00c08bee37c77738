package exo.db.sealing;

import exo.db.database.Session;
import exo.db.engine.ChangeSql;
import exo.db.sealing.ColumnCount.Accuracy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Counts how far the values of every encrypted column are sealed. Opens none; needs no key. */
public final class ColumnCounter {
    /** First in a transaction: a value that moves while others are counted is counted once. */
    private static final String ONE_MOMENT = "set transaction isolation level repeatable read, read only";

    /** 16 MiB: read in an instant, and some ten thousand values for an estimate. */
    private static final long SAMPLED_PAGES = 2_000;

    private ColumnCounter() {}

    /** One count for each encrypted column that is there, in the order of the declaration. */
    public static List<ColumnCount> count(Session session, Accuracy wanted) {
        return session.inTransaction(() -> {
            session.sql().execute(ONE_MOMENT);
            List<ColumnCount> counts = new ArrayList<>();
            for (EncryptedTable table : EncryptedTables.read(session)) {
                counts.addAll(new TableCount(session, table, wanted).counts());
            }
            return counts;
        });
    }

    /** The columns, as {@code table.column}, that hold a sealed value; each is read up to its first one. */
    public static List<String> sealedPlaces(Session session) {
        List<String> places = new ArrayList<>();
        for (EncryptedTable table : EncryptedTables.read(session)) {
            for (String column : table.present()) {
                if (table.homesOf(column).stream()
                        .anyMatch(home -> home.pages() > 0 && holdsSealed(session, home, column))) {
                    places.add(table.place(column));
                }
            }
        }
        return places;
    }

    private static boolean holdsSealed(Session session, ValueHome home, String column) {
        return session.sql()
                .fetchExists(DSL.selectOne()
                        .from(DSL.sql("only {0}", ChangeSql.name(home.relation())))
                        .where(SealedForm.of(column)));
    }

    /** The counts of one table. */
    private static final class TableCount {
        private final Session session;
        private final EncryptedTable table;
        private final Accuracy wanted;
        private final Map<String, SortedMap<String, Double>> byColumn = new LinkedHashMap<>();
        private final Map<String, Double> nulls = new LinkedHashMap<>();

        TableCount(Session session, EncryptedTable table, Accuracy wanted) {
            this.session = session;
            this.table = table;
            this.wanted = wanted;
            table.present().forEach(column -> byColumn.put(column, new TreeMap<>()));
        }

        List<ColumnCount> counts() {
            table.homes().forEach(this::count);
            boolean exact = table.homes().stream().noneMatch(this::isSampled);
            return byColumn.keySet().stream()
                    .map(column -> count(column, exact ? Accuracy.EXACT : Accuracy.ESTIMATED))
                    .toList();
        }

        private boolean isSampled(ValueHome home) {
            return wanted == Accuracy.ESTIMATED && home.pages() > SAMPLED_PAGES;
        }

        private void count(ValueHome home) {
            List<Field<String>> kids = home.columns().stream()
                    .map(column -> SealedForm.kid(column.name()))
                    .toList();
            // By position: as expressions with values of their own, the two lists would not be the same.
            List<Param<Integer>> positions =
                    IntStream.rangeClosed(1, kids.size()).mapToObj(DSL::inline).toList();
            double share = isSampled(home) ? (double) SAMPLED_PAGES / home.pages() : 1;
            String sample = share < 1 ? " tablesample system (" + 100 * share + ")" : "";
            Result<? extends Record> rows = session.sql()
                    .select(kids)
                    .select(DSL.count())
                    .from(DSL.sql("only {0}" + sample, ChangeSql.name(home.relation())))
                    .groupBy(positions)
                    .fetch();
            for (Record row : rows) {
                for (int index = 0; index < kids.size(); index++) {
                    String column = home.columns().get(index).name();
                    add(column, row.get(index, String.class), row.get(kids.size(), Long.class) / share);
                }
            }
        }

        private void add(String column, @Nullable String kid, double rows) {
            if (kid == null) {
                nulls.merge(column, rows, Double::sum);
            } else {
                byColumn.computeIfAbsent(column, found -> new TreeMap<>()).merge(kid, rows, Double::sum);
            }
        }

        private ColumnCount count(String column, Accuracy accuracy) {
            SortedMap<String, Long> sealed = new TreeMap<>();
            byColumn.getOrDefault(column, new TreeMap<>()).forEach((kid, rows) -> sealed.put(kid, Math.round(rows)));
            long plaintext = Optional.ofNullable(sealed.remove("")).orElse(0L);
            return new ColumnCount(
                    table.name(), column, accuracy, Math.round(nulls.getOrDefault(column, 0.0)), plaintext, sealed);
        }
    }
}
