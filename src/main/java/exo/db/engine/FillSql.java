package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.Session;
import exo.db.schema.Change;
import exo.db.schema.ColumnDefault;
import exo.db.schema.Filling;
import exo.db.schema.Interim;
import exo.db.schema.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that give rows their value in a new column, some rows at a time.
 *
 * <p>Rows are found by where they lie, since not every table has a key that is cheap to walk, and in partitions one by
 * one, since a place means nothing in a partitioned table. A row that somebody else is writing is left for later, so a
 * batch waits for nobody while others may be waiting for it.
 */
final class FillSql {
    /**
     * The tables that hold the rows: partitions, or the table itself; {@code ?} is its name. Without
     * {@code pg_partition_tree}, which itself waits for the lock of every partition.
     */
    static final String LEAVES = """
            with recursive tree as (
                select to_regclass(?)::oid as relid
                union
                select i.inhrelid from tree join pg_inherits i on i.inhparent = tree.relid
            )
            select c.oid::regclass::text as leaf
            from tree
            join pg_class c on c.oid = tree.relid
            where c.relkind = 'r'
            order by 1""";

    /** Pages that a script goes through between two commits: 256 KiB, some hundred rows of the usual size. */
    private static final int PAGES_OF_A_SCRIPT = 32;

    private static final String SCRIPT = """
            declare leaf record; page bigint; pages bigint; unfilled boolean;
            begin
                for leaf in select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.oid in (%s) order by 1
                loop
                    pages := pg_relation_size(leaf.name::regclass) / current_setting('block_size')::bigint;
                    page := 0;
                    while page < pages loop
                        execute format({1}, leaf.name, format('(%%s,0)', page), format('(%%s,0)', page + {3}));
                        commit;
                        page := page + {3};
                    end loop;
                    loop
                        execute format({2}, leaf.name);
                        commit;
                        execute format({4}, leaf.name) into unfilled;
                        exit when not unfilled;
                        perform pg_sleep(0.1);
                    end loop;
                end loop;
            end""".formatted(RelationTree.of("{0}"));

    private static final String VALIDATION_SCRIPT = """
            declare leaf record;
            begin
                for leaf in select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.oid in (%s) order by 1
                loop
                    execute format('alter table %%s validate constraint %%I', leaf.name, {1});
                    commit;
                end loop;
            end""".formatted(RelationTree.of("{0}"));

    /** An identity goes on where the sequence that numbered the rows stopped. */
    private static final String IDENTITY = """
            declare next bigint;
            begin
                lock table {0} in access exclusive mode;
                next := nextval({2});
                alter table {0} alter column {1} drop default;
                drop sequence {3};
                execute format({4}, next);
                {5};
            end""";

    private FillSql() {}

    /** The pages of a table, and one that is yet to come. */
    static long pages(Session session, String table) {
        return session.sql()
                .fetchSingle("select pg_relation_size(?::regclass) / current_setting('block_size')::bigint + 1", table)
                .into(Long.class);
    }

    /** A script to the same end as {@link ColumnFiller}'s work, for psql: it commits, so it runs in no transaction. */
    static List<String> script(Change.FillColumns fill) {
        List<Filling> fillings =
                fill.fillings().stream().map(FillSql::withoutPlaceholders).toList();
        String batch = batch(fillings, "%1$s", DSL.raw("%2$L"), DSL.raw("%3$L"), "");
        String rest = rest(fillings, "%1$s", "", " skip locked");
        return List.of(sql(
                "do {0}",
                DSL.inline(sql(
                        SCRIPT,
                        ConversionSql.regclass(fill.table()),
                        DSL.inline(batch),
                        DSL.inline(rest),
                        DSL.inline(PAGES_OF_A_SCRIPT),
                        DSL.inline(isAnyLeft(fillings, "%1$s"))))));
    }

    static List<String> validationScript(Change.ValidateLeaves validate) {
        String body =
                sql(VALIDATION_SCRIPT, ConversionSql.regclass(validate.table()), DSL.inline(validate.constraint()));
        return List.of(
                sql("do {0}", DSL.inline(body)),
                sql(
                        "alter table {0} validate constraint {1}",
                        name(validate.table()), DSL.name(validate.constraint())));
    }

    /**
     * Fills rows that lie on the pages between two places and lack a value.
     *
     * @param leaf as {@link #LEAVES} spells it
     */
    static String batch(List<Filling> fillings, String leaf, long fromPage, long toPage, long rows) {
        return batch(
                fillings, leaf, DSL.inline("(" + fromPage + ",0)"), DSL.inline("(" + toPage + ",0)"), " limit " + rows);
    }

    /** Fills rows that were being written when their turn came, some at a time. */
    static String rest(List<Filling> fillings, String leaf, long rows) {
        return rest(fillings, leaf, " limit " + rows, " skip locked");
    }

    /** Waits for one of the rows that are left, so that the server says whose it is that they wait for. */
    static String oneOfTheRest(List<Filling> fillings, String leaf) {
        return rest(fillings, leaf, " limit 1", "");
    }

    /** Whether any row lacks a value. */
    static String isAnyLeft(List<Filling> fillings, String leaf) {
        return sql("select exists (select from only {0} where ({1}))", DSL.raw(leaf), DSL.raw(missing(fillings)));
    }

    private static String batch(List<Filling> fillings, String leaf, QueryPart from, QueryPart to, String limit) {
        String range = sql("ctid >= {0}::tid and ctid < {1}::tid", from, to);
        return update(fillings, leaf, range, limit, " skip locked");
    }

    private static String rest(List<Filling> fillings, String leaf, String limit, String waiting) {
        return update(fillings, leaf, "true", limit, waiting);
    }

    private static String update(List<Filling> fillings, String leaf, String range, String limit, String waiting) {
        String chosen = sql(
                "select ctid from only {0} where {1} and ({2}){3} for no key update{4}",
                DSL.raw(leaf), DSL.raw(range), DSL.raw(missing(fillings)), DSL.raw(limit), DSL.raw(waiting));
        return sql(
                "update only {0} set {1} where ctid = any (array({2}))",
                DSL.raw(leaf), DSL.raw(assignments(fillings)), DSL.raw(chosen));
    }

    private static String assignments(List<Filling> fillings) {
        return fillings.stream()
                .map(filling -> switch (filling) {
                    case Filling.TextOf text ->
                        sql("{0} = {1}::pg_catalog.text", DSL.name(text.column()), DSL.name(text.source()));
                    case Filling.ValueOf value -> sql("{0} = " + value.expression(), DSL.name(value.column()));
                })
                .collect(Collectors.joining(", "));
    }

    private static String missing(List<Filling> fillings) {
        return fillings.stream()
                .map(filling -> switch (filling) {
                    case Filling.TextOf text ->
                        sql("{0} is null and {1} is not null", DSL.name(text.column()), DSL.name(text.source()));
                    case Filling.ValueOf value -> sql("{0} is null", DSL.name(value.column()));
                })
                .collect(Collectors.joining(" or "));
    }

    /** The same for a template of the server's function {@code format}. */
    private static Filling withoutPlaceholders(Filling filling) {
        return switch (filling) {
            case Filling.TextOf text -> text;
            case Filling.ValueOf value ->
                new Filling.ValueOf(value.column(), value.expression().replace("%", "%%"));
        };
    }

    /** In one statement, without the default at first: that is what keeps the server from writing every row anew. */
    static List<String> start(Change.StartFilling start) {
        QueryPart table = name(start.table());
        QueryPart column = DSL.name(start.column().name());
        String added = sql(
                "alter table {0} add column {1} " + start.column().type().sql()
                        + ", alter column {1} set default {2}, add constraint {3} check (true) not valid",
                table,
                column,
                DSL.raw(Interim.value(start.table(), start.column())),
                DSL.name(Interim.unfilled(start.column().name())));
        if (!(start.column().defaultValue() instanceof ColumnDefault.Identity)) {
            return List.of(added);
        }
        QualifiedName sequence = Interim.sequence(start.table(), start.column().name());
        return List.of(
                sql("create sequence if not exists {0}", name(sequence)),
                added,
                sql("alter sequence {0} owned by {1}.{2}", name(sequence), table, column));
    }

    static List<String> finish(Change.FinishFilling finish) {
        QueryPart table = name(finish.table());
        String unmarked = sql(
                "alter table {0} drop constraint if exists {1}",
                table, DSL.name(Interim.unfilled(finish.column().name())));
        if (!(finish.column().defaultValue() instanceof ColumnDefault.Identity)) {
            return List.of(unmarked);
        }
        QualifiedName sequence =
                Interim.sequence(finish.table(), finish.column().name());
        String body = sql(
                IDENTITY,
                table,
                DSL.name(finish.column().name()),
                ConversionSql.regclass(sequence),
                name(sequence),
                DSL.inline("alter table "
                        + sql(
                                "{0} alter column {1}",
                                table, DSL.name(finish.column().name()))
                        + " add generated by default as identity (start with %s)"),
                DSL.raw(unmarked));
        return List.of(sql("do {0}", DSL.inline(body)));
    }
}
