package exo.db.partition;

import exo.db.database.Session;
import exo.db.partition.ReturnSnapshot.Entry;
import exo.db.partition.ReturnSnapshot.Fate;
import exo.db.partition.ReturnSnapshot.InTheWay;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What the ledger and the trash say of a month; reads only. */
final class ReturnQueries {
    private static final String ENTRIES = """
            select id, parent, name, trash_name, state, ended_at,
                case when isfinite(lower_bound) then lower_bound end as lower_bound,
                case when isfinite(upper_bound) then upper_bound end as upper_bound
            from detached_partitions
            where parent = any (?) and lower_bound < ?::timestamptz and upper_bound > ?::timestamptz
            order by id desc""";

    private static final String WAITING = """
            select d.parent || ' ' || d.name as waiting
            from detached_partitions d
            where d.state = 'detached' and to_regclass(format('exo_trash.%I', d.trash_name)) is not null
            order by d.parent, d.lower_bound, d.name""";

    private static final String IN_THE_WAY = """
            select count(*) as rows, pg_relation_size({3}::regclass) as bytes
            from {0}
            where created_at >= {1}::timestamptz and created_at < {2}::timestamptz""";

    private ReturnQueries() {}

    /** The rows of the ledger that overlap the span; none of them a candidate yet. */
    static List<Entry> entries(Session session, List<String> parents, MonthRange span) {
        return session.sql()
                .fetch(
                        ENTRIES,
                        parents.toArray(String[]::new),
                        span.to().toString(),
                        span.from().toString())
                .map(row -> entry(session.schema(), row));
    }

    static List<String> waiting(Session session) {
        return session.sql().fetch(WAITING).getValues("waiting", String.class);
    }

    static InTheWay inTheWay(Session session, QualifiedName partition, MonthRange range) {
        Name name = DSL.name(partition.schema(), partition.name());
        Record row = session.sql()
                .fetchSingle(
                        IN_THE_WAY,
                        name,
                        DSL.inline(bound(range.from())),
                        DSL.inline(bound(range.to())),
                        DSL.inline(session.sql().render(name)));
        return new InTheWay(row.get("rows", Long.class), row.get("bytes", Long.class));
    }

    private static Entry entry(String schema, Record row) {
        return new Entry(
                row.get("id", Long.class),
                new QualifiedName(schema, row.get("parent", String.class)),
                row.get("name", String.class),
                new QualifiedName(ExpiryPlanner.TRASH, row.get("trash_name", String.class)),
                PartitionQueries.range(row),
                Fate.valueOf(Objects.requireNonNull(row.get("state", String.class), "state")
                        .toUpperCase(Locale.ROOT)),
                instant(row, "ended_at"),
                Optional.empty());
    }

    private static Optional<Instant> instant(Record row, String column) {
        return Optional.ofNullable(row.get(column, Timestamp.class)).map(Timestamp::toInstant);
    }

    private static String bound(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return "-infinity";
        }
        return instant.equals(Instant.MAX) ? "infinity" : instant.toString();
    }
}
