package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.Interim;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that put a text column beside a JSON column and, when every row has its text, in the place of it.
 *
 * <p>On a partitioned table all of it happens on the parent, which hands it down to its partitions, those included that
 * are attached meanwhile: so no partition ever differs from its parent.
 */
final class ConversionSql {
    /** How values are kept is carried over, so that the text is compressed and stored as the JSON was. */
    private static final String KEEP_STORAGE = """
            for found in select a.attrelid::regclass as relation, a.attstorage, a.attcompression, a.attstattarget
                from pg_attribute a where a.attrelid in (%s) and a.attname = {1}
            loop
                execute format('alter table only %%s alter column %%I set storage %%s', found.relation, {2},
                    case found.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end);
                if found.attcompression <> '' then
                    execute format('alter table only %%s alter column %%I set compression %%s', found.relation, {2},
                        case found.attcompression when 'l' then 'lz4' else 'pglz' end);
                end if;
                if found.attstattarget >= 0 then
                    execute format('alter table only %%s alter column %%I set statistics %%s', found.relation, {2},
                        found.attstattarget);
                end if;
            end loop;
            """.formatted(RelationTree.of("{0}"));

    /** Who may read or write the column, and what is said of it, as of the moment of the swap. */
    private static final String KEEP_GRANTS = """
            for found in select a.attrelid::regclass as relation, p.privilege_type, p.is_grantable,
                    case when p.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(p.grantee)) end as grantee
                from pg_attribute a cross join aclexplode(a.attacl) p where a.attrelid in (%1$s) and a.attname = {1}
            loop
                execute format('grant %%s (%%I) on %%s to %%s', found.privilege_type, {2}, found.relation, found.grantee)
                    || case when found.is_grantable then ' with grant option' else '' end;
            end loop;
            for found in select a.attrelid::regclass as relation, col_description(a.attrelid, a.attnum) as comment
                from pg_attribute a where a.attrelid in (%1$s) and a.attname = {1}
                    and col_description(a.attrelid, a.attnum) is not null
            loop
                execute format('comment on column %%s.%%I is %%L', found.relation, {2}, found.comment);
            end loop;
            """.formatted(RelationTree.of("{0}"));

    private static final String UNPROVED = """
            if not exists (select from pg_constraint
                where conrelid = {0}::regclass and conname = {1} and convalidated)
            then raise exception using errcode = {2}, message = {3}; end if;
            """;

    private ConversionSql() {}

    /** One statement, so that nothing but the work itself is done under its lock. */
    static List<String> start(Change.StartConversion start) {
        StringBuilder body = new StringBuilder(lock(start.table())).append(remove(start.table(), start.columns()));
        body.append(alter(start.table(), each(start.columns(), "add column {1} text")));
        start.columns().forEach(column -> body.append(carryOver(KEEP_STORAGE, start.table(), column)));
        body.append(trigger(start));
        String agree = each(start.columns(), "{1} is not distinct from {0}::pg_catalog.text", " and ");
        body.append(alter(
                start.table(),
                sql("add constraint {0} check ({1}) not valid", DSL.name(Interim.IN_STEP), DSL.raw(agree))));
        return block(body.toString());
    }

    /** Where the proof is missing under the lock, nothing happens. */
    static List<String> swap(Change.SwapColumns swap) {
        List<String> statements = new ArrayList<>();
        for (String column : swap.columns()) {
            String recorded = swap.table().name() + "." + column;
            statements.addAll(StateSql.recordTextChange(new Change.RecordTextChange(swap.stateTable(), recorded)));
        }
        StringBuilder body = new StringBuilder(lock(swap.table()));
        body.append(sql(
                UNPROVED,
                regclass(swap.table()),
                DSL.inline(Interim.IN_STEP),
                DSL.inline(SqlState.GUARD),
                DSL.inline("not every row of " + swap.table() + " has its text yet")));
        swap.columns().forEach(column -> body.append(carryOver(KEEP_GRANTS, swap.table(), column)));
        body.append(remove(swap.table(), List.of()));
        body.append(alter(swap.table(), each(swap.columns(), "drop column {0}")));
        for (String column : swap.columns()) {
            body.append(alter(
                    swap.table(), sql("rename column {0} to {1}", DSL.name(Interim.text(column)), DSL.name(column))));
        }
        statements.addAll(block(body.toString()));
        return statements;
    }

    static List<String> clear(Change.ClearConversion clear) {
        return block(lock(clear.table()) + remove(clear.table(), clear.columns()));
    }

    /** A replica of somebody's publication writes through it too: hence always. */
    private static String trigger(Change.StartConversion start) {
        QueryPart table = name(start.table());
        QueryPart function = name(Interim.function(start.table()));
        String assignments = each(start.columns(), "new.{1} := new.{0}::pg_catalog.text;", " ");
        String body = "begin " + assignments + " return new; end";
        return sql("create function {0}() returns trigger language plpgsql as {1};\n", function, DSL.inline(body))
                + sql(
                        "create trigger {0} before insert or update on {1} for each row execute function {2}();\n",
                        DSL.name(Interim.TRIGGER), table, function)
                + alter(start.table(), sql("enable always trigger {0}", DSL.name(Interim.TRIGGER)));
    }

    /** Whatever is there of an earlier conversion, but for the text columns that are not named. */
    private static String remove(QualifiedName table, List<String> columns) {
        String interim = sql("drop constraint if exists {0}", DSL.name(Interim.IN_STEP));
        String dropped = columns.isEmpty() ? "" : ", " + each(columns, "drop column if exists {1}");
        return sql("drop trigger if exists {0} on {1};\n", DSL.name(Interim.TRIGGER), name(table))
                + sql("drop function if exists {0}();\n", name(Interim.function(table)))
                + alter(table, interim + dropped);
    }

    private static String carryOver(String template, QualifiedName table, String column) {
        return sql(template, regclass(table), DSL.inline(column), DSL.inline(Interim.text(column)));
    }

    private static String lock(QualifiedName table) {
        return sql("lock table {0} in access exclusive mode;\n", name(table));
    }

    private static String alter(QualifiedName table, String actions) {
        return sql("alter table {0} {1};\n", name(table), DSL.raw(actions));
    }

    private static String each(List<String> columns, String template) {
        return each(columns, template, ", ");
    }

    private static String each(List<String> columns, String template, String separator) {
        return columns.stream()
                .map(column -> sql(template, DSL.name(column), DSL.name(Interim.text(column))))
                .collect(Collectors.joining(separator));
    }

    /** The name as a text that the server reads back as a name. */
    static QueryPart regclass(QualifiedName table) {
        return DSL.inline(sql("{0}", name(table)));
    }

    private static List<String> block(String body) {
        return List.of(sql("do {0}", DSL.inline("declare found record; begin\n" + body + "end")));
    }
}
