package exo.db.partition;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.CatalogReader;
import exo.db.engine.WindowsReader;
import exo.db.model.RetentionWindows;
import exo.db.partition.PartitionQueries.Facts;
import exo.db.partition.ReturnSnapshot.Candidate;
import exo.db.partition.ReturnSnapshot.Entry;
import exo.db.partition.ReturnSnapshot.Fate;
import exo.db.partition.ReturnSnapshot.InTheWay;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plans how a month comes back from the trash. Never writes. */
public final class ReturnService {
    /** One run at a time catches a table up with its parent: two would do it twice over. */
    private static final String LOCK = "undrop";

    private final Timing timing;

    public ReturnService(Timing timing) {
        this.timing = timing;
    }

    /**
     * Does the work while no other run brings anything back.
     *
     * @throws exo.db.database.LockHeldElsewhere when one is at work for too long
     */
    public <T> T alone(Session session, Duration lockWait, Consumer<String> progress, Supplier<T> work) {
        return AdvisoryLock.holding(session, LOCK, timing, lockWait, progress, work);
    }

    /**
     * The steps that are left.
     *
     * @param monthly the tables whose partitions of the month are to come back
     * @throws MonthlyTablesMissing before the first migrate
     * @throws NotBroughtBack when none of them can
     */
    public Plan plan(Session session, List<Table> monthly, YearMonth month) {
        Facts facts = PartitionQueries.facts(session);
        if (!facts.hasSettings() || !facts.hasLedger()) {
            throw new MonthlyTablesMissing(session.schema());
        }
        ReturnSnapshot observed = read(session, monthly, month);
        Plan plan = ReturnPlanner.plan(observed);
        if (!plan.steps().isEmpty()) {
            return plan;
        }
        throw plan.pending().isEmpty() ? NotBroughtBack.notInTrash(observed) : NotBroughtBack.because(plan.pending());
    }

    private static ReturnSnapshot read(Session session, List<Table> monthly, YearMonth month) {
        List<String> parents = monthly.stream().map(Table::name).toList();
        List<Entry> entries = ReturnQueries.entries(session, parents, MonthRange.of(month));
        List<String> trashed = trashed(entries);
        SchemaSnapshot trash = CatalogReader.snapshot(session, ExpiryPlanner.TRASH, trashed);
        if (!trashed.stream().allMatch(name -> trash.table(name).isPresent())) {
            // Another run may have brought one back since, or dropped it; it wrote so in the same transaction.
            entries = ReturnQueries.entries(session, parents, MonthRange.of(month));
        }
        if (trashed(entries).isEmpty()) {
            return new ReturnSnapshot(month, entries, ReturnQueries.waiting(session));
        }
        SchemaSnapshot catalog = CatalogReader.snapshot(session, session.schema(), parents);
        RetentionWindows windows = WindowsReader.read(session);
        List<Entry> known = new ArrayList<>();
        for (Entry entry : entries) {
            ObservedTable parent = catalog.table(entry.parent().name()).orElse(null);
            known.add(
                    entry.fate() == Fate.DETACHED && parent != null && parent.isMonthly()
                            ? entry.knowing(candidate(
                                    session,
                                    entry,
                                    parent,
                                    trash.table(entry.trash().name()),
                                    windows))
                            : entry);
        }
        return new ReturnSnapshot(month, known, List.of());
    }

    private static List<String> trashed(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.fate() == Fate.DETACHED)
                .map(entry -> entry.trash().name())
                .toList();
    }

    private static Candidate candidate(
            Session session,
            Entry entry,
            ObservedTable parent,
            Optional<ObservedTable> table,
            RetentionWindows windows) {
        QualifiedName partition = entry.partition();
        boolean isTaken =
                !PartitionQueries.taken(session, List.of(partition.name())).isEmpty();
        Candidate bare = new Candidate(table, parent, isTaken, InTheWay.NOTHING, false);
        InTheWay inTheWay = bare.defaultPartition()
                .map(leaf -> ReturnQueries.inTheWay(session, leaf, entry.range()))
                .orElse(InTheWay.NOTHING);
        boolean expired =
                !entry.range().to().isAfter(windows.latestCutoff(entry.parent().name()))
                        && (table.isEmpty()
                                || PartitionQueries.whyItStays(session, entry.parent(), entry.trash(), entry.range())
                                        .isEmpty());
        return new Candidate(table, parent, isTaken, inTheWay, expired);
    }
}
