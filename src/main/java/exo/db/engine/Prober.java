package exo.db.engine;

import static exo.db.engine.ChangeSql.name;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.schema.Drafting;
import exo.db.schema.Findings;
import exo.db.schema.Interim;
import exo.db.schema.Plan;
import exo.db.schema.Probe;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaPlanner;
import exo.db.schema.SchemaSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Answers the planner's questions about rows. Reads only. */
public final class Prober {
    private static final int EXAMPLES = 10;

    /** With the leaves: a partitioned table itself has no size. */
    private static final String SIZE = """
            select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint
            from (%s) as relations""".formatted(RelationTree.of("?"));

    /**
     * What {@code ALTER COLUMN ... TYPE} refuses to carry over: rules, triggers, policies, other columns, functions; of
     * the partitions too.
     */
    private static final String DEPENDENTS = """
            select distinct pg_describe_object(d.classid, d.objid, d.objsubid) as object
            from pg_attribute a
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
            left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
            where a.attrelid in (%s)
              and a.attname = ?
              and (d.classid in ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass,
                      'pg_proc'::regclass, 'pg_publication_rel'::regclass)
                  or f.adnum <> a.attnum)
            order by object""".formatted(RelationTree.of("?"));

    /**
     * What a column takes with it when it is dropped without a word, and triggers that could change the column after
     * ours has copied it: they fire in the order of the bytes of their names.
     */
    private static final String LOSSES = """
            with tree as (%s)
            select distinct pg_describe_object(d.classid, d.objid, d.objsubid) as object
            from pg_attribute a
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
            left join pg_constraint c on d.classid = 'pg_constraint'::regclass and c.oid = d.objid
            where a.attrelid in (select relid from tree) and a.attname = ?
              and (d.classid = 'pg_statistic_ext'::regclass or c.conname <> ?)
            union
            select pg_describe_object('pg_trigger'::regclass, t.oid, 0)
            from pg_trigger t
            where t.tgrelid in (select relid from tree) and not t.tgisinternal
              and t.tgtype & 3 = 3 and t.tgtype & 20 <> 0 and t.tgname > ?::name
            order by object""".formatted(RelationTree.of("?"));

    private static final String VOLATILITY =
            "select exists (select from pg_proc where proname = any (?) and provolatile = 'v')";

    private Prober() {}

    /**
     * Plans, answers what the plan depends on, and plans again until nothing is open.
     *
     * @throws TableLocked when somebody holds a table so that its rows cannot be read
     */
    public static Plan plan(Session session, Drafting planner, SchemaSnapshot snapshot) {
        return plan(session, planner, snapshot, table -> true);
    }

    /**
     * The same, with tables that are not readable taken for empty.
     *
     * @param readable asked of every table whose rows have to be looked at
     */
    public static Plan plan(
            Session session, Drafting planner, SchemaSnapshot snapshot, Predicate<QualifiedName> readable) {
        Map<Probe, Probe.Answer> answers = new HashMap<>();
        SchemaPlanner.Draft draft = planner.draft(snapshot, Findings.NONE);
        while (!draft.open().isEmpty()) {
            for (Probe probe : draft.open()) {
                boolean known = read(probe).stream().map(readable::test).reduce(true, Boolean::logicalAnd);
                answers.put(probe, known ? patientAnswer(session, snapshot, probe) : Findings.NONE.to(probe));
            }
            draft = planner.draft(snapshot, new Findings(answers));
        }
        return draft.plan();
    }

    /** Whose rows the answer is found in; all of them are asked, so that whoever asks learns of each. */
    private static List<QualifiedName> read(Probe probe) {
        return switch (probe) {
            case Probe.Orphans orphans -> List.of(orphans.table(), orphans.referenced());
            case Probe.Size size -> List.of();
            case Probe.Dependents dependents -> List.of();
            case Probe.Attachments attachments -> List.of();
            case Probe.Volatility volatility -> List.of();
            case Probe.NamesTaken names -> List.of();
            case Probe.IndexDependents dependents -> List.of();
            case Probe.RunningBuilds builds -> List.of();
            case Probe.LeafIndexes indexes -> List.of();
            case Probe.HasRows rows -> List.of(rows.table());
            case Probe.Nulls nulls -> List.of(nulls.table());
            case Probe.Duplicates duplicates -> List.of(duplicates.table());
            case Probe.Violations violations -> List.of(violations.table());
            case Probe.Refused refused -> List.of(refused.table());
            case Probe.Losing losing -> List.of(losing.table());
        };
    }

    private static Probe.Answer patientAnswer(Session session, SchemaSnapshot snapshot, Probe probe) {
        try {
            return answer(session, snapshot, probe);
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                throw new TableLocked(probe.table(), LockHolders.ofTable(session, probe.table()), e);
            }
            throw e;
        }
    }

    private static Probe.Answer answer(Session session, SchemaSnapshot snapshot, Probe probe) {
        return switch (probe) {
            case Probe.HasRows rows -> hasRows(session, rows.table());
            case Probe.Size size -> size(session, size.table());
            case Probe.NamesTaken names -> IndexProber.namesTaken(session, names);
            case Probe.IndexDependents dependents -> IndexProber.dependents(session, dependents);
            case Probe.RunningBuilds builds -> IndexProber.builds(session, builds.table());
            case Probe.LeafIndexes leaves -> IndexProber.leaves(session, leaves.table());
            case Probe.Dependents dependents -> objects(dependents(session, dependents.table(), dependents.column()));
            case Probe.Attachments attachments -> attachments(session, attachments);
            case Probe.Volatility volatility -> volatility(session, volatility);
            case Probe.Nulls nulls ->
                offenders(
                        session,
                        snapshot,
                        nulls.table(),
                        DSL.field(DSL.name(nulls.column())).isNull());
            case Probe.Refused refused ->
                offenders(
                        session,
                        snapshot,
                        refused.table(),
                        DSL.condition(
                                "{0}", CastSql.isRefused(DSL.name(refused.column()), refused.from(), refused.to())));
            case Probe.Losing losing ->
                offenders(
                        session,
                        snapshot,
                        losing.table(),
                        DSL.condition("{0}", CastSql.isChanged(DSL.name(losing.column()), losing.from(), losing.to())));
            case Probe.Orphans orphans -> offenders(session, snapshot, orphans.table(), isOrphan(snapshot, orphans));
            case Probe.Duplicates duplicates ->
                offenders(session, snapshot, duplicates.table(), isDuplicate(duplicates));
            case Probe.Violations violations ->
                offenders(
                        session,
                        snapshot,
                        violations.table(),
                        DSL.condition("not " + violations.check().expression()));
        };
    }

    private static Probe.Answer hasRows(Session session, QualifiedName table) {
        boolean some = session.sql().fetchExists(DSL.table(name(table)));
        return new Probe.Answer(some ? 1 : 0, List.of());
    }

    private static Probe.Answer size(Session session, QualifiedName table) {
        String rendered = session.sql().render(name(table));
        Long bytes = session.sql().fetchSingle(SIZE, rendered, rendered).into(Long.class);
        return new Probe.Answer(bytes, List.of());
    }

    private static List<String> dependents(Session session, QualifiedName table, String column) {
        String relation = session.sql().render(name(table));
        return session.sql().fetch(DEPENDENTS, relation, relation, column).getValues("object", String.class);
    }

    private static Probe.Answer attachments(Session session, Probe.Attachments attachments) {
        String relation = session.sql().render(name(attachments.table()));
        List<String> found = new ArrayList<>(dependents(session, attachments.table(), attachments.column()));
        found.addAll(session.sql()
                .fetch(LOSSES, relation, relation, attachments.column(), Interim.IN_STEP, Interim.TRIGGER)
                .getValues("object", String.class));
        return objects(found);
    }

    private static Probe.Answer objects(List<String> found) {
        return new Probe.Answer(found.size(), found);
    }

    /** By the names in it: a word that only looks like a function's costs time, not values. */
    private static Probe.Answer volatility(Session session, Probe.Volatility volatility) {
        String[] words = volatility.expression().split("[^A-Za-z0-9_]+", -1);
        boolean differs = session.sql().fetchSingle(VOLATILITY, (Object) words).into(Boolean.class);
        return new Probe.Answer(differs ? 1 : 0, List.of());
    }

    /** Where the other table is yet to be made, every reference is one to nothing. */
    private static Condition isOrphan(SchemaSnapshot snapshot, Probe.Orphans orphans) {
        Name column = DSL.name("t", orphans.key().column());
        if (snapshot.table(orphans.referenced().name()).isEmpty()) {
            return DSL.condition("{0} is not null", column);
        }
        return DSL.condition(
                "{0} is not null and not exists (select from {1} r where r.id = {0})",
                column, name(orphans.referenced()));
    }

    private static Condition isDuplicate(Probe.Duplicates duplicates) {
        String keys = String.join(", ", duplicates.index().keys());
        String predicate = duplicates.index().predicate().isEmpty()
                ? "true"
                : duplicates.index().predicate();
        return switch (duplicates.index().uniqueness()) {
            case PLAIN -> DSL.falseCondition();
            case UNIQUE -> {
                String noNulls = "(" + keys + ") is not null";
                yield DSL.condition(
                        predicate + " and " + noNulls + " and (" + keys + ") in (select " + keys + " from {0} where "
                                + predicate + " group by " + keys + " having count(*) > 1)",
                        name(duplicates.table()));
            }
            case UNIQUE_NULLS_NOT_DISTINCT ->
                DSL.condition(
                        predicate + " and row_to_json(row(" + keys + "))::text in (select row_to_json(row(" + keys
                                + "))::text from {0} where " + predicate + " group by " + keys
                                + " having count(*) > 1)",
                        name(duplicates.table()));
        };
    }

    /** Counts the offenders and names the first of them by id, where the table has one. */
    private static Probe.Answer offenders(
            Session session, SchemaSnapshot snapshot, QualifiedName table, Condition condition) {
        boolean hasId = snapshot.table(table.name())
                .flatMap(observed -> observed.column("id"))
                .isPresent();
        Table<Record> rows = DSL.table(name(table)).as("t");
        long count = session.sql().fetchCount(rows, condition);
        if (count == 0 || !hasId) {
            return new Probe.Answer(count, List.of());
        }
        Field<String> id = DSL.field(DSL.name("t", "id")).cast(String.class);
        return new Probe.Answer(
                count,
                session.sql()
                        .select(id)
                        .from(rows)
                        .where(condition)
                        .orderBy(id)
                        .limit(EXAMPLES)
                        .fetch(id));
    }
}
