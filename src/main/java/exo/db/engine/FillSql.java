package exo.db.engine;

import static exo.db.engine.ChangeSql.sql;

import exo.db.schema.Change;
import exo.db.schema.ColumnDefault;
import java.util.List;
import org.jooq.impl.DSL;

/** Gives rows their column's default, some at a time. */
final class FillSql {
    /** Blocks looked through before a commit: 2 MiB, so that no row stays locked for longer than a moment. */
    private static final int BLOCKS = 256;

    /** Leaf by leaf and range by range, each committed: what is done stays done, and nothing is looked at twice. */
    private static final String LOOP = """
            declare leaf regclass; block bigint;
            begin
                for leaf in select {0}::regclass where not exists (select from pg_partition_tree({0}::regclass))
                        union all select relid from pg_partition_tree({0}::regclass) where isleaf loop
                    for block in select b from generate_series(
                            0, pg_relation_size(leaf) / current_setting('block_size')::bigint, {1}) b loop
                        execute format({2}, leaf, format('(%s,0)', block), format('(%s,0)', block + {1}));
                        commit;
                    end loop;
                end loop;
            end""";

    private FillSql() {}

    /** One statement, which refuses to run inside a transaction. */
    static List<String> fill(Change.FillNulls fill) {
        String value = switch (fill.column().defaultValue()) {
            case ColumnDefault.Expression expression -> expression.sql();
            case ColumnDefault.None none -> "null";
            case ColumnDefault.Identity identity -> "default";
        };
        String column = sql("{0}", DSL.name(fill.column().name()));
        String update = "update %s set " + escaped(column) + " = " + escaped(value)
                + " where ctid >= %L::tid and ctid < %L::tid and " + escaped(column) + " is null";
        String body =
                sql(LOOP, DSL.inline(sql("{0}", ChangeSql.name(fill.table()))), DSL.inline(BLOCKS), DSL.inline(update));
        return List.of(sql("do {0}", DSL.inline(body)));
    }

    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
