package exo.db.maintenance;

import exo.db.database.Fence;
import exo.db.database.ServerFacts.Recovery;
import exo.db.database.Session;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.OptionalLong;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The row of the lease, on the database's clock. It is never deleted, so that the term only grows. */
final class LeaseStore {
    private static final String NAME = "maintenance";

    private static final String VIEW = """
            select pg_is_in_recovery() as in_recovery, l.holder, l.expires_at, clock_timestamp() as now
            from (select 1) one
            left join maintenance_leases l on l.name = ?""";

    private static final String TAKE = """
            insert into maintenance_leases as l (name, holder, term, expires_at)
            values (?, ?, 1, clock_timestamp() + make_interval(secs => ?))
            on conflict (name) do update
            set holder = excluded.holder, term = l.term + 1, expires_at = excluded.expires_at
            where l.expires_at < clock_timestamp()
            returning term""";

    /** Also after it has expired, as long as nobody has taken it: the term tells. */
    private static final String RENEW = """
            update maintenance_leases set expires_at = clock_timestamp() + make_interval(secs => ?)
            where name = ? and holder = ? and term = ?""";

    private static final String HELD = """
            select exists (select from maintenance_leases
                where name = ? and holder = ? and term = ? and expires_at > clock_timestamp())""";

    private static final String RELEASE = """
            update maintenance_leases set expires_at = clock_timestamp()
            where name = ? and holder = ? and term = ?""";

    /**
     * The share lock keeps the lease from changing hands until the transaction has ended, one way or the other; our own
     * renewal waits for it as well.
     */
    private static final String GUARD = """
            select exists (select from maintenance_leases
                where name = ? and holder = ? and term = ? and expires_at > clock_timestamp()
                for share),
                set_config('statement_timeout', ?, true),
                set_config('idle_in_transaction_session_timeout', ?, true)""";

    private final String holder;

    /** @param holder host and process, to tell replicas apart */
    LeaseStore(String holder) {
        this.holder = holder;
    }

    /** The lease as it is now; works on a standby too. */
    LeaseView view(Session session) {
        Record row = session.sql().fetchSingle(VIEW, NAME);
        @Nullable String found = row.get("holder", String.class);
        @Nullable Timestamp expiresAt = row.get("expires_at", Timestamp.class);
        return new LeaseView(
                row.get("in_recovery", Boolean.class) ? Recovery.STANDBY : Recovery.PRIMARY,
                found == null ? "" : found,
                expiresAt == null ? null : expiresAt.toInstant(),
                instant(row, "now"));
    }

    /** Takes the lease if it has expired; the new term, or nothing where somebody was faster. */
    OptionalLong take(Session session) {
        Record row = session.sql().fetchOne(TAKE, NAME, holder, Lease.LIFE.toSeconds());
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.get("term", Long.class));
    }

    /** Whether the lease of that term is still ours, and lives on. */
    boolean renew(Session session, long term) {
        return session.sql().execute(RENEW, Lease.LIFE.toSeconds(), NAME, holder, term) == 1;
    }

    /** Whether the lease of that term is still ours and has not expired. */
    boolean isHeld(Session session, long term) {
        return Boolean.TRUE.equals(session.sql().fetchValue(HELD, NAME, holder, term));
    }

    /** Lets no transaction go on that is not covered by the lease of that term, from its first statement to its end. */
    Fence fence(long term) {
        String patience = Fence.PATIENCE.toMillis() + "ms";
        return session -> {
            Record row = session.sql().fetchSingle(GUARD, NAME, holder, term, patience, patience);
            if (!Boolean.TRUE.equals(row.get(0))) {
                throw new LeaseOver(term);
            }
        };
    }

    /** Lets others lead at once; where the lease is no longer ours it does nothing. */
    void release(Session session, long term) {
        session.sql().execute(RELEASE, NAME, holder, term);
    }

    private static Instant instant(Record row, String field) {
        return row.get(field, Timestamp.class).toInstant();
    }
}
