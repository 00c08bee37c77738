package exo.db.retention;

import exo.db.database.Session;
import exo.db.model.RetentionWindows;
import exo.db.retention.PurgePolicy.Pace.Paced;
import exo.db.retention.RetentionPreview.Accuracy;
import exo.db.retention.RetentionPreview.Pin;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaSnapshot;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Counts what a purge would delete now, and finds what keeps months. Reads only. */
final class PreviewReader {
    /** A page that is changed for the first time since a checkpoint is logged as a whole. */
    private static final long PAGE = 8192;

    /** Of a deleted row's own record, as measured on pages that had been logged before. */
    private static final long RECORD = 60;

    private final Session session;
    private final RetentionWindows windows;
    private final Accuracy accuracy;
    private final List<Purged> expired = new ArrayList<>();
    private long walBytes;

    PreviewReader(Session session, RetentionWindows windows, Accuracy accuracy) {
        this.session = session;
        this.windows = windows;
        this.accuracy = accuracy;
    }

    RetentionPreview read(List<MonthDrop> months) {
        SchemaSnapshot snapshot = PurgeService.snapshot(session);
        List<PurgeLeaf> leaves = PurgePlanner.without(PurgePlanner.leaves(snapshot, windows), months);
        LeafReader.bottom(session, leaves).forEach(this::count);
        QualifiedName sessions = snapshot.qualified("sessions");
        count(new PurgeLeaf(sessions.name(), sessions), "e.status <> 'open'", "e.ended_at");
        Duration takes = Duration.ofMillis(walBytes * 1000 / Paced.USUAL.bytesPerSecond());
        return new RetentionPreview(
                windows.now(), accuracy, months, expired, pins(snapshot, months), walBytes, takes, List.of());
    }

    private void count(BottomLeaf leaf) {
        Optional<LeafStatistics> known =
                accuracy == Accuracy.EXACT ? Optional.empty() : LeafReader.statistics(session, leaf);
        long before = rows();
        if (known.isEmpty()) {
            count(leaf.leaf(), "true", "e.created_at");
        } else {
            for (UUID owner : Owners.of(session, leaf.leaf(), windows).all()) {
                Instant cutoff = Owners.cutoff(windows, owner, leaf.leaf().table());
                expired.add(new Purged(
                        leaf.leaf().table(),
                        leaf.leaf().name().name(),
                        owner,
                        known.get().rowsBefore(owner, cutoff),
                        cutoff));
            }
        }
        long rows = rows() - before;
        walBytes += rows * RECORD + Math.min(rows, leaf.pages()) * PAGE;
    }

    private long rows() {
        return expired.stream().mapToLong(Purged::rows).sum();
    }

    private void count(PurgeLeaf leaf, String condition, String time) {
        Cutoffs cutoffs = Cutoffs.of(windows, windows.days().keySet(), leaf.table());
        for (Record row : session.sql()
                .fetch(
                        PurgeQueries.COUNT_EXPIRED,
                        leaf.sql(),
                        cutoffs.ids(),
                        cutoffs.instants(),
                        cutoffs.byDefault(),
                        DSL.condition(condition),
                        DSL.field(time))) {
            UUID owner = row.get("deployment_id", UUID.class);
            expired.add(new Purged(
                    leaf.table(),
                    leaf.name().name(),
                    owner,
                    row.get("rows", Long.class),
                    Owners.cutoff(windows, owner, leaf.table())));
        }
    }

    private List<Pin> pins(SchemaSnapshot snapshot, List<MonthDrop> months) {
        return PurgePlanner.without(PurgePlanner.ended(snapshot, windows.now()), months).stream()
                .flatMap(month -> longest(month).stream())
                .toList();
    }

    private Optional<Pin> longest(PurgeLeaf month) {
        Pin longest = null;
        for (BottomLeaf leaf : LeafReader.bottom(session, List.of(month))) {
            for (Record row :
                    session.sql().fetch(PurgeQueries.NEWEST_ROWS, leaf.leaf().sql())) {
                Pin pin = pin(
                        month,
                        row.get("id", UUID.class),
                        row.get("newest", Timestamp.class).toInstant());
                if (longest == null || pin.outlasts(longest)) {
                    longest = pin;
                }
            }
        }
        return Optional.ofNullable(longest)
                .filter(pin -> pin.until() == null || pin.until().isAfter(windows.now()));
    }

    private Pin pin(PurgeLeaf month, @Nullable UUID owner, Instant newest) {
        Instant cutoff = Owners.cutoff(windows, owner, month.table());
        Instant until = cutoff.equals(Instant.MIN) ? null : newest.plus(Duration.between(cutoff, windows.now()));
        return new Pin(month.table(), month.name().name(), owner, until);
    }
}
