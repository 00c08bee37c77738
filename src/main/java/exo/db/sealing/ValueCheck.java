package exo.db.sealing;

import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Opens the values of every encrypted column, in constant memory. Writes nothing, and runs on a standby too. */
public final class ValueCheck {
    private final Function<Session, List<KeyringEntry>> entries;
    private final Timing timing;

    /** @param entries reads the keyring's rows */
    public ValueCheck(Function<Session, List<KeyringEntry>> entries, Timing timing) {
        this.entries = entries;
        this.timing = timing;
    }

    /** How many values are opened. */
    public enum Depth {
        /** As many as it takes to be 99 % sure that fewer than 1 in 1,000 are bad; all of them where they are few. */
        SAMPLE,
        EVERY_VALUE
    }

    /**
     * Opens values with the keys of the keyring, partitions and the trash included, and judges what came of it.
     *
     * <p>Rows that somebody writes meanwhile may be looked at twice or not at all, unless the crew is alone in a
     * transaction that sees all as of one moment.
     *
     * @param session asks the catalog
     * @param progress is told how far it is
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link exo.db.crypto.Keyring#open}, before any value is
     *     read
     */
    public ValueReport check(Session session, Crew crew, RootKey rootKey, Depth depth, Consumer<Headway> progress) {
        try (OpenKeyring keyring = new OpenKeyring(entries, session, rootKey)) {
            List<ColumnFacts> columns = new ArrayList<>();
            List<String> absent = new ArrayList<>();
            List<EncryptedTable> tables = EncryptedTables.read(session);
            HeadwayMeter meter = new HeadwayMeter(timing, "values opened", pages(tables), progress);
            for (EncryptedTable table : tables) {
                columns.addAll(new TableCheck(session, table, keyring, crew, depth, meter).facts());
                table.absent().forEach(column -> absent.add(table.place(column)));
            }
            ValueSnapshot snapshot = new ValueSnapshot(
                    rootKey.fingerprint(),
                    rootKey.warnings(),
                    keyring.latest().active().kid(),
                    columns,
                    absent,
                    ColumnRegister.read(session).sealed());
            return new ValueReport(snapshot, ValueJudge.judge(snapshot));
        }
    }

    private static long pages(List<EncryptedTable> tables) {
        return tables.stream()
                .flatMap(table -> table.homes().stream())
                .mapToLong(ValueHome::pages)
                .sum();
    }

    /** The check of one table, over all its homes. */
    private static final class TableCheck {
        private final Session control;
        private final EncryptedTable table;
        private final OpenKeyring keyring;
        private final Crew crew;
        private final double fraction;
        private final HeadwayMeter meter;
        private final Map<String, ColumnTally> total = new LinkedHashMap<>();

        TableCheck(
                Session control,
                EncryptedTable table,
                OpenKeyring keyring,
                Crew crew,
                Depth depth,
                HeadwayMeter meter) {
            this.meter = meter;
            this.control = control;
            this.table = table;
            this.keyring = keyring;
            this.crew = crew;
            this.fraction = depth == Depth.EVERY_VALUE ? 1 : Sample.fraction(rows(table));
            table.present().forEach(column -> total.put(column, new ColumnTally(table.name(), column)));
        }

        List<ColumnFacts> facts() {
            HomeWalk.each(control, table, home -> tallies(home).forEach(this::add));
            return total.values().stream()
                    .map(tally -> tally.facts(fraction == 1 ? 0 : rows(table)))
                    .toList();
        }

        private void add(ColumnTally tally) {
            total.computeIfAbsent(tally.column(), column -> new ColumnTally(table.name(), column))
                    .add(tally);
        }

        private List<ColumnTally> tallies(ValueHome home) {
            List<ColumnTally> ofHome = tallies(home, table.name());
            Stretch pages = new Stretch(0, home.pages());
            long atOnce = fraction < 1 ? home.pages() : ValueReader.pagesAtOnce(control, home);
            crew.work(
                    session -> {
                        List<ColumnTally> ours = tallies(home, table.name());
                        try (ValueOpener opener = new ValueOpener(keyring, session);
                                ValueReader reader = new ValueReader(session, home)) {
                            read(home, reader, new Pages(pages, atOnce), (id, values) -> {
                                for (int index = 0; index < values.length; index++) {
                                    ours.get(index).add(opener, id, values[index]);
                                }
                                meter.advance(home.relation().toString(), values.length, 0);
                            });
                        }
                        synchronized (ofHome) {
                            for (int index = 0; index < ours.size(); index++) {
                                ofHome.get(index).add(ours.get(index));
                            }
                        }
                    },
                    pages::abandon);
            return ofHome;
        }

        private void read(ValueHome home, ValueReader reader, Pages pages, ValueReader.Audience audience) {
            for (Optional<Stretch.Piece> piece = pages.next(); piece.isPresent(); piece = pages.next()) {
                if (fraction < 1) {
                    // One worker takes all: there is little to read.
                    reader.read(Sample.share(home, fraction), audience);
                } else {
                    reader.read(piece.get(), audience);
                }
                meter.advance(home.relation().toString(), 0, piece.get().pages());
            }
        }

        /** Pages that all workers take from, so many at a time. */
        private record Pages(Stretch stretch, long atOnce) {
            Optional<Stretch.Piece> next() {
                return stretch.take(atOnce);
            }
        }

        private static List<ColumnTally> tallies(ValueHome home, String table) {
            return home.columns().stream()
                    .map(column -> new ColumnTally(table, column.name()))
                    .toList();
        }

        private static long rows(EncryptedTable table) {
            return table.homes().stream().mapToLong(ValueHome::rows).sum();
        }
    }
}
