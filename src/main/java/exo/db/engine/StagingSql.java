package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.schema.DefaultStaging;
import exo.db.schema.DefaultStaging.Span;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that fill tables beside a default partition, while it is written to.
 *
 * <p>The triggers are there before the first row is copied, and a row is copied under a lock that whoever changes it
 * has to wait for: so every row that was written since is in the tables as well, and one that is copied late changes
 * nothing.
 */
final class StagingSql {
    /** Tables that bear the mark and are no partitions: copies, and nothing else. */
    private static final String DROP_STAGED = """
            for found in select c.oid::regclass as staged from pg_class c
                where c.relnamespace = (select oid from pg_namespace where nspname = {0}) and c.relkind = 'r'
                  and not c.relispartition and obj_description(c.oid, 'pg_class') = {1}
            loop
                execute format('drop table %s', found.staged);
            end loop;
            """;

    private static final String PURPOSE = "comment on function {0}() is {1}";

    private StagingSql() {}

    static List<String> stage(DefaultStaging staging) {
        List<String> statements = new ArrayList<>();
        statements.add(PartitionSql.parentLock(staging.parent()));
        for (Span span : staging.spans()) {
            statements.addAll(table(staging, span.leaf()));
            statements.add(sql(
                    "alter table {0} add constraint {1} check ({2})",
                    name(span.leaf()), DSL.name(DefaultStaging.BOUND), DSL.raw(within("created_at", span.range()))));
        }
        statements.addAll(table(staging, staging.rest()));
        return statements;
    }

    /** For writers of every role, and of a replica too; the rights to the tables are ours. */
    static List<String> follow(DefaultStaging staging) {
        QueryPart function = name(DefaultStaging.function(staging.parent()));
        QueryPart table = name(staging.defaultPartition());
        QueryPart rows = DSL.name(DefaultStaging.TRIGGER);
        QueryPart all = DSL.name(DefaultStaging.TRIGGER + "_truncate");
        return List.of(
                PartitionSql.parentLock(staging.parent()),
                sql(
                        "create function {0}() returns trigger language plpgsql security definer"
                                + " set search_path = pg_catalog, pg_temp as {1}",
                        function, DSL.inline(body(staging))),
                sql("revoke all on function {0}() from public", function),
                sql(PURPOSE, function, DSL.inline(staging.purpose())),
                sql(
                        "create trigger {0} after insert or update or delete on {1} for each row execute function {2}()",
                        rows, table, function),
                sql("create trigger {0} after truncate on {1} execute function {2}()", all, table, function),
                sql("alter table {0} enable always trigger {1}, enable always trigger {2}", table, rows, all));
    }

    static List<String> clear(QualifiedName parent, QualifiedName defaultPartition) {
        QueryPart table = name(defaultPartition);
        String drop = sql(DROP_STAGED, DSL.inline(parent.schema()), DSL.inline(DefaultStaging.mark(parent)));
        String triggers = sql(
                "drop trigger if exists {0} on {2}; drop trigger if exists {1} on {2}; ",
                DSL.name(DefaultStaging.TRIGGER), DSL.name(DefaultStaging.TRIGGER + "_truncate"), table);
        return List.of(
                PartitionSql.parentLock(parent),
                sql(
                        "do {0}",
                        DSL.inline("declare found record; begin "
                                + sql(
                                        "if to_regproc({0}) is not null then ",
                                        DefaultSql.text(DefaultStaging.function(parent)))
                                + triggers
                                + sql("drop function {0}(); end if;\n", name(DefaultStaging.function(parent)))
                                + drop + "end")));
    }

    /** Copies what lies on the pages from one to just before another, and says how many rows that are. */
    static String copy(DefaultStaging staging, long fromPage, long toPage) {
        return copy(
                staging,
                sql(
                        "where ctid >= {0}::tid and ctid < {1}::tid ",
                        DSL.inline("(" + fromPage + ",0)"), DSL.inline("(" + toPage + ",0)")));
    }

    /** All of it at one stroke, for who takes a script along. */
    static String copyAll(DefaultStaging staging) {
        return copy(staging, "");
    }

    /** Whether the tables hold as many rows as the default partition, in one sight of all of them. */
    static String isComplete(DefaultStaging staging) {
        String copied = staged(staging).stream()
                .map(table -> sql("(select count(*) from only {0})", name(table)))
                .collect(Collectors.joining(" + "));
        return sql("select (select count(*) from only {0}) = ", name(staging.defaultPartition())) + copied;
    }

    private static String copy(DefaultStaging staging, String range) {
        String columns = columns(staging, column -> sql("{0}", DSL.name(column)));
        StringBuilder statement = new StringBuilder(sql(
                "with piece as materialized (select {0} from only {1} {2}for share)",
                DSL.raw(columns), name(staging.defaultPartition()), DSL.raw(range)));
        int number = 0;
        for (Span span : staging.spans()) {
            statement.append(sql(
                    ", copied_" + number++ + " as (insert into {0} ({1}) overriding system value select {1} from piece"
                            + " where {2} on conflict do nothing)",
                    name(span.leaf()),
                    DSL.raw(columns),
                    DSL.raw(within("created_at", span.range()))));
        }
        String elsewhere = staging.spans().stream()
                .map(span -> "not (" + within("created_at", span.range()) + ")")
                .collect(Collectors.joining(" and "));
        statement.append(sql(
                ", rest as (insert into {0} ({1}) overriding system value select {1} from piece where {2}"
                        + " on conflict do nothing) select count(*) from piece",
                name(staging.rest()), DSL.raw(columns), DSL.raw(elsewhere)));
        return statement.toString();
    }

    private static List<String> table(DefaultStaging staging, QualifiedName table) {
        return List.of(
                sql(
                        PartitionSql.LIKE_PARENT.replace("{1}", "{1} including indexes"),
                        name(table),
                        name(staging.parent())),
                sql("comment on table {0} is {1}", name(table), DSL.inline(DefaultStaging.mark(staging.parent()))),
                LikenessSql.ofLeaf(staging.defaultPartition(), table));
    }

    private static String body(DefaultStaging staging) {
        String truncated =
                staged(staging).stream().map(table -> sql("{0}", name(table))).collect(Collectors.joining(", "));
        return "begin\nif tg_op = 'TRUNCATE' then truncate " + truncated + "; return null; end if;\n"
                + "if tg_op <> 'INSERT' then\n" + routed(staging, "old", table -> delete(staging, table))
                + "end if;\nif tg_op <> 'DELETE' then\n" + routed(staging, "new", table -> insert(staging, table))
                + "end if;\nreturn null;\nend";
    }

    private static String routed(DefaultStaging staging, String row, Function<QualifiedName, String> statement) {
        String branches = staging.spans().stream()
                .map(span -> "if " + within(row + ".created_at", span.range()) + " then " + statement.apply(span.leaf())
                        + ";\n")
                .collect(Collectors.joining("els"));
        return branches + "else " + statement.apply(staging.rest()) + "; end if;\n";
    }

    private static String delete(DefaultStaging staging, QualifiedName table) {
        String key = staging.key().stream()
                .map(column -> sql("s.{0} = old.{0}", DSL.name(column)))
                .collect(Collectors.joining(" and "));
        return sql("delete from only {0} s where {1}", name(table), DSL.raw(key));
    }

    private static String insert(DefaultStaging staging, QualifiedName table) {
        return sql(
                "insert into {0} ({1}) overriding system value values ({2}) on conflict ({3}) do update set {4}",
                name(table),
                DSL.raw(columns(staging, column -> sql("{0}", DSL.name(column)))),
                DSL.raw(columns(staging, column -> sql("new.{0}", DSL.name(column)))),
                DSL.list(staging.key().stream().map(DSL::name).toList()),
                DSL.raw(columns(staging, column -> sql("{0} = excluded.{0}", DSL.name(column)))));
    }

    private static String columns(DefaultStaging staging, Function<String, String> form) {
        return staging.columns().stream().map(form).collect(Collectors.joining(", "));
    }

    private static List<QualifiedName> staged(DefaultStaging staging) {
        List<QualifiedName> tables =
                new ArrayList<>(staging.spans().stream().map(Span::leaf).toList());
        tables.add(staging.rest());
        return tables;
    }

    private static String within(String column, MonthRange range) {
        return sql(
                column + " >= {0}::timestamptz and " + column + " < {1}::timestamptz",
                PartitionSql.bound(range.from()),
                PartitionSql.bound(range.to()));
    }
}
