package exo.db.sealing;

import exo.db.database.Session;
import exo.db.engine.ChangeSql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The statements of sealing. */
final class SealQueries {
    static final String COMMAND = "bootstrap-keyring seal";

    /**
     * Who writes a row of a batch waits until the batch is over, and the batch waits for nobody for longer. Without
     * waiting for the disk: what a crash of the server takes back is plaintext again, and the proof at the end, which
     * does wait, comes later in the log. Without reading a whole table for the rows of a few pages.
     */
    static final String BATCH_LIMITS = """
            select set_config('lock_timeout', '200ms', true), set_config('synchronous_commit', 'off', true),
                set_config('enable_seqscan', 'off', true)""";

    /**
     * The whole table is matched against an expression, which on two cores would leave none to others for seconds: they
     * were seen to wait for one, and for 20 ms where a single core is at it.
     */
    private static final String ON_ONE_CORE = "select set_config('max_parallel_workers_per_gather', '0', true)";

    /** One statement and so one moment: a column counts as sealed only if none of its relations holds plaintext. */
    private static final String DECLARE = """
            update schema_state
            set sealed_columns = sealed_columns || jsonb_build_object({0}, now()), updated_at = now()
            where {1}""";

    /** Whoever sent something within the last second. What a role may not see of another's session counts as work. */
    private static final String OTHERS_AT_WORK = """
            select exists (
                select from pg_stat_activity
                where datname = current_database() and usesysid is not null and pid <> all (?::int[])
                  and coalesce(backend_type, 'client backend') = 'client backend'
                  and coalesce(state_change > clock_timestamp() - interval '1 second' or state = 'active', true))""";

    private static final String CHECKPOINT = "update maintenance_runs set checkpoint = ?::jsonb where id = ?";

    private static final String LAST_CHECKPOINT = """
            select t.key as relation, (t.value ->> 'file')::bigint as file, (t.value ->> 'page')::bigint as page
            from (select checkpoint from maintenance_runs where command = ? order by id desc limit 1) last
            cross join jsonb_each(last.checkpoint -> 'relations') t
            where last.checkpoint ->> 'kid' = ?""";

    private static final String LAST_FINISHED = """
            select report ->> 'kid' from maintenance_runs
            where command = ? and report ->> 'finished' = 'true'
            order by id desc limit 1""";

    private SealQueries() {}

    /** Rows of a piece with a value that is not sealed under the key; two parameters, first and next place. */
    static String candidates(Session session, ValueHome home, List<String> columns, String kid) {
        Condition any = DSL.or(columns.stream()
                .map(column -> SealedForm.isNotUnder(column, kid))
                .toList());
        return """
            select ctid::text, xmin::text, %s from only %s where ctid >= ?::tid and ctid < ?::tid and (%s)""".formatted(
                        SealedForm.rowText(session, columns),
                        relation(session, home),
                        session.sql().renderInlined(any));
    }

    /**
     * Writes new values over versions of rows; an array of places, of versions, and of each column's values. A version
     * is known by its place together with the transaction that wrote it: whoever changes the row makes another version,
     * and the one that was read is passed over.
     */
    static String replace(Session session, ValueHome home, List<String> columns) {
        return replace(session, home, columns, "");
    }

    /** The same, passing over rows that somebody holds; once more an array of places. */
    static String replaceUnlessLocked(Session session, ValueHome home, List<String> columns) {
        return replace(
                session,
                home,
                columns,
                " and t.ctid in (select ctid from only %s where ctid = any (?::tid[]) for no key update skip locked)"
                        .formatted(relation(session, home)));
    }

    private static String replace(Session session, ValueHome home, List<String> columns, String unless) {
        List<String> names = columns.stream()
                .map(column -> session.sql().render(DSL.name(column)))
                .toList();
        return """
            update only %s t set %s
            from unnest(?::tid[], ?::xid[], %s) with ordinality v (place, version, %s, number)
            where t.ctid = v.place and t.xmin = v.version%s
            returning v.number""".formatted(
                        relation(session, home),
                        joined(names, name -> name + " = coalesce(v." + name + ", t." + name + ")"),
                        joined(names, name -> "?::text[]"),
                        joined(names, name -> name),
                        unless);
    }

    private static String joined(List<String> names, UnaryOperator<String> each) {
        return names.stream().map(each).collect(Collectors.joining(", "));
    }

    private static String relation(Session session, ValueHome home) {
        return session.sql().render(ChangeSql.name(home.relation()));
    }

    /** How many values of each column are not sealed under the key. */
    static Map<String, Long> remains(Session session, ValueHome home, List<String> columns, String kid) {
        Record row = session.inTransaction(() -> {
            session.sql().fetch(ON_ONE_CORE);
            return session.sql()
                    .select(columns.stream()
                            .map(column -> DSL.count().filterWhere(SealedForm.isNotUnder(column, kid)))
                            .toList())
                    .from(DSL.sql("only {0}", ChangeSql.name(home.relation())))
                    .fetchSingle();
        });
        return IntStream.range(0, columns.size())
                .boxed()
                .collect(Collectors.toMap(columns::get, index -> row.get(index, Long.class)));
    }

    /** Enters a column as sealed, unless any of the relations holds plaintext by now; whether it was entered. */
    static boolean declare(Session session, String place, String column, List<ValueHome> homes) {
        List<Condition> proofs = homes.stream()
                .map(home -> DSL.notExists(DSL.selectOne()
                        .from(DSL.sql("only {0}", ChangeSql.name(home.relation())))
                        .where(SealedForm.isPlaintext(column))))
                .toList();
        return session.sql().execute(DECLARE, DSL.inline(place), DSL.and(proofs)) == 1;
    }

    /** How many pages a relation has by now. */
    static long pages(Session session, ValueHome home) {
        return session.sql()
                .fetchSingle(
                        "select pg_relation_size(?::regclass) / current_setting('block_size')::bigint",
                        relation(session, home))
                .into(Long.class);
    }

    /** Whether any session of the database but these has just been at work. */
    static boolean areOthersAtWork(Session session, Set<Integer> own) {
        return session.sql()
                .fetchSingle(OTHERS_AT_WORK, (Object) own.toArray(Integer[]::new))
                .into(Boolean.class);
    }

    static void store(Session session, long run, String checkpoint) {
        session.sql().execute(CHECKPOINT, checkpoint, run);
    }

    /** Up to where the last run came, as far as it sealed with the same key. */
    static Map<String, SealCheckpoint.Mark> marks(Session session, String kid) {
        Map<String, SealCheckpoint.Mark> marks = new HashMap<>();
        for (Record row : session.sql().fetch(LAST_CHECKPOINT, COMMAND, kid)) {
            marks.put(
                    row.get("relation", String.class),
                    new SealCheckpoint.Mark(row.get("file", Long.class), row.get("page", Long.class)));
        }
        return marks;
    }

    /** Whether the last run that went through all columns sealed with this key. */
    static boolean isFinishedUnder(Session session, String kid) {
        return kid.equals(session.sql().fetchValue(LAST_FINISHED, COMMAND));
    }
}
