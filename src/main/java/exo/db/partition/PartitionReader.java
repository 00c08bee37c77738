package exo.db.partition;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.CatalogReader;
import exo.db.engine.ClocksReader;
import exo.db.engine.TableLocked;
import exo.db.engine.WindowsReader;
import exo.db.model.Clocks;
import exo.db.model.RetentionWindows;
import exo.db.partition.MonthCoverage.Coverage;
import exo.db.partition.PartitionQueries.Facts;
import exo.db.partition.PartitionSnapshot.Abandoned;
import exo.db.partition.PartitionSnapshot.Detached;
import exo.db.partition.PartitionSnapshot.Detaching;
import exo.db.partition.PartitionSnapshot.Expired;
import exo.db.partition.PartitionSnapshot.MonthlyTable;
import exo.db.partition.PartitionSnapshot.Referrer;
import exo.db.partition.PartitionSnapshot.Weight;
import exo.db.schema.AdoptionProof;
import exo.db.schema.Change.Grace;
import exo.db.schema.MonthRange;
import exo.db.schema.ObservedTable;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.ObservedTable.ObservedLeaf.State;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/** Looks at the monthly tables, and only as far as the purpose needs it. */
final class PartitionReader {
    private final Session session;
    private final List<Table> monthly;
    private final Facts facts;
    private final Clock clock;
    private final Optional<PartitionPolicy> settings;

    private PartitionReader(Session session, List<Table> monthly, Clock clock) {
        this.session = session;
        this.monthly = monthly;
        this.facts = PartitionQueries.facts(session);
        this.clock = clock;
        this.settings = facts.hasSettings() ? PartitionQueries.policy(session) : Optional.empty();
    }

    /** What was seen together with what is wanted. */
    record View(PartitionSnapshot snapshot, PartitionPolicy policy, Readiness readiness) {
        /** Whether migrate has been run here to the end. */
        enum Readiness {
            MIGRATED,
            NOT_MIGRATED
        }
    }

    /**
     * Tables that are not there yet count as partitioned and empty: step 1 makes them so.
     *
     * @throws TableLocked when somebody holds one of them, or a partition, so that it cannot be looked into
     */
    static View read(Session session, List<Table> monthly, Clock clock, Purpose purpose) {
        return read(session, CatalogReader.months(session, monthly), monthly, clock, purpose);
    }

    /** The same for whoever has read the catalog already. */
    static View read(Session session, SchemaSnapshot catalog, List<Table> monthly, Clock clock, Purpose purpose) {
        try {
            PartitionReader reader = new PartitionReader(session, monthly, clock);
            return reader.view(catalog, purpose);
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                throw TableLocked.oneOf(
                        session, monthly.stream().map(Table::name).toList(), e);
            }
            throw e;
        }
    }

    /** One table by itself, with the partition that it is going to have, where it is still a plain one. */
    static View readAdopted(Session session, Table table, Clock clock, Optional<ObservedLeaf> leaf) {
        PartitionReader reader = new PartitionReader(session, List.of(table), clock);
        if (leaf.isEmpty()) {
            return reader.view(CatalogReader.months(session, List.of(table)), Purpose.ENSURE);
        }
        MonthlyTable expected = reader.read(
                new QualifiedName(session.schema(), table.name()), leaf.stream().toList(), Optional.empty());
        Clocks clocks = new Clocks(reader.facts.now(), clock.instant(), Optional.empty());
        return new View(
                new PartitionSnapshot(clocks, List.of(expected), reader.facts.trash(), List.of()),
                reader.policy(),
                View.Readiness.MIGRATED);
    }

    private View view(SchemaSnapshot catalog, Purpose purpose) {
        boolean isMigrated = facts.hasSettings()
                && facts.hasLedger()
                && monthly.stream()
                        .allMatch(table -> catalog.table(table.name()).isPresent());
        return new View(
                snapshot(catalog, purpose),
                policy(),
                isMigrated ? View.Readiness.MIGRATED : View.Readiness.NOT_MIGRATED);
    }

    private PartitionPolicy policy() {
        return settings.orElse(PartitionPolicy.DEFAULT);
    }

    private PartitionSnapshot snapshot(SchemaSnapshot catalog, Purpose purpose) {
        boolean drops = purpose.drops() && facts.hasLedger() && settings.isPresent();
        Clocks clocks =
                drops ? ClocksReader.read(session, clock) : new Clocks(facts.now(), clock.instant(), Optional.empty());
        Optional<RetentionWindows> windows = drops ? Optional.of(WindowsReader.read(session)) : Optional.empty();
        List<MonthlyTable> tables = new ArrayList<>();
        for (Table table : monthly) {
            Optional<ObservedTable> observed = catalog.table(table.name());
            if (observed.isEmpty() || observed.get().isMonthly()) {
                List<ObservedLeaf> leaves = observed.map(ObservedTable::leaves).orElse(List.of());
                tables.add(read(catalog.qualified(table.name()), leaves, windows));
            }
        }
        List<Detached> detached = drops ? detached(catalog, purpose.grace()) : List.of();
        List<Detaching> detaching = drops ? PartitionQueries.detaching(session) : List.of();
        return new PartitionSnapshot(clocks, tables, facts.trash(), detached, detaching, abandoned(catalog));
    }

    private List<Abandoned> abandoned(SchemaSnapshot catalog) {
        List<Abandoned> abandoned = new ArrayList<>();
        if (facts.hasProofs()) {
            abandoned.addAll(PartitionQueries.abandonedProofs(session));
        }
        for (Table table : monthly) {
            ObservedTable observed = catalog.table(table.name()).orElse(null);
            if (observed != null && observed.kind() == ObservedTable.Kind.TABLE) {
                observed.checks().stream()
                        .filter(check -> AdoptionProof.isAbandoned(check, facts.now()))
                        .map(check -> new Abandoned(catalog.qualified(table.name()), check.name()))
                        .forEach(abandoned::add);
            }
        }
        return abandoned;
    }

    /** What keeps it is looked for only where something would be dropped. */
    private List<Detached> detached(SchemaSnapshot catalog, Grace grace) {
        return PartitionQueries.detached(session).stream()
                .map(found -> grace == Grace.WAIVED || found.isOver(facts.now())
                        ? found.keptBy(PartitionQueries.whyItStaysInTrash(
                                session,
                                catalog.qualified(found.parent()),
                                new QualifiedName(ExpiryPlanner.TRASH, found.trashName()),
                                found.range()))
                        : found)
                .toList();
    }

    private MonthlyTable read(QualifiedName name, List<ObservedLeaf> leaves, Optional<RetentionWindows> windows) {
        MonthlyTable bare = new MonthlyTable(name, leaves, Set.of(), Map.of(), Map.of(), List.of());
        List<YearMonth> uncovered = MonthCoverage.wanted(facts.now(), policy().premakeMonths()).stream()
                .filter(month -> MonthCoverage.of(month, bare.bounds()) != Coverage.WHOLE)
                .toList();
        List<Expired> expired = windows.map(found -> expired(bare, found)).orElse(List.of());
        Map<QualifiedName, Weight> weights = expired.isEmpty() ? Map.of() : LeafQueries.weights(session, name);
        Set<String> taken = taken(bare, uncovered);
        MakingFacts making =
                uncovered.isEmpty() ? MakingFacts.NONE : PartitionQueries.makingFacts(session, bare, taken);
        return new MonthlyTable(name, leaves, taken, defaultRows(bare, uncovered), weights, expired, making);
    }

    private Set<String> taken(MonthlyTable table, List<YearMonth> uncovered) {
        List<String> names = new ArrayList<>();
        for (YearMonth month : uncovered) {
            names.addAll(
                    MonthCoverage.names(MonthCoverage.partitionName(table.name().name(), month)));
        }
        if (table.defaultPartition().isEmpty()) {
            names.addAll(
                    MonthCoverage.names(MonthCoverage.defaultName(table.name().name())));
        }
        return names.isEmpty() ? Set.of() : PartitionQueries.taken(session, names);
    }

    private Map<YearMonth, Long> defaultRows(MonthlyTable table, List<YearMonth> uncovered) {
        if (uncovered.isEmpty() || table.defaultPartition().isEmpty()) {
            return Map.of();
        }
        MonthRange span = new MonthRange(
                MonthRange.of(uncovered.getFirst()).from(),
                MonthRange.of(uncovered.getLast()).to());
        return LeafQueries.defaultRows(session, table.defaultPartition().get().name(), span);
    }

    private List<Expired> expired(MonthlyTable table, RetentionWindows windows) {
        Instant cutoff = windows.latestCutoff(table.name().name());
        List<Expired> expired = new ArrayList<>();
        for (ObservedLeaf leaf : table.leaves()) {
            Optional<MonthRange> bound = leaf.state() == State.ATTACHED ? leaf.bound() : Optional.empty();
            if (bound.isPresent() && !bound.get().to().isAfter(cutoff)) {
                expired(table.name(), leaf.name(), bound.get()).ifPresent(expired::add);
            }
        }
        if (!expired.isEmpty()) {
            Map<QualifiedName, List<Referrer>> referrers = PartitionQueries.referrers(session, table.name());
            expired.replaceAll(found -> found.referredToBy(Stream.of(table.name(), found.partition())
                    .flatMap(referred -> referrers.getOrDefault(referred, List.of()).stream())
                    .toList()));
        }
        expired.sort(Comparator.comparing(candidate -> candidate.range().from()));
        return expired;
    }

    /** Nothing where another run has set it aside since the catalog was read. */
    private Optional<Expired> expired(QualifiedName table, QualifiedName leaf, MonthRange range) {
        try {
            return Optional.of(
                    new Expired(leaf, range, PartitionQueries.whyItStays(session, table, leaf, range), List.of()));
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
