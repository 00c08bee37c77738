package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Adoption;
import exo.db.schema.Adoption.Renaming;
import exo.db.schema.Change;
import exo.db.schema.Change.IndexBuild;
import exo.db.schema.Index;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements of one transaction that make a plain table the first partition of a new one. They move definitions
 * only: what would look at rows was done before, and is asked for once more at the beginning.
 */
final class AdoptionSql {
    /** Writers wait for it, so no statement may take longer: whatever does has found rows to look at. */
    private static final String SHORT = "set local statement_timeout = '200ms'";

    private static final String IS_OUTDATED = """
            not exists (select from pg_class where oid = to_regclass({0}) and relkind = 'r')
                or not exists (select from pg_constraint
                    where conrelid = to_regclass({0}) and conname = {1} and convalidated)
                or exists (select from pg_attribute
                    where attrelid = to_regclass({0}) and attname in ({2}) and not attnotnull)
                or (select count(*) from pg_index
                    where indrelid = to_regclass({0}) and indisvalid and indisready
                        and indexrelid in ({3})) < {4}""";

    /** Owner, grants of the table and of its columns, comments. */
    private static final String LIKENESS = """
            declare
                found record;
            begin
                for found in select r.rolname as owner from pg_class c join pg_roles r on r.oid = c.relowner
                    where c.oid = {0}::regclass and r.rolname <> current_user
                loop
                    execute format('alter table %s owner to %I', {1}, found.owner);
                end loop;
                for found in select g.privilege_type as privilege, g.columns, g.is_grantable,
                        case g.grantee when 0 then 'public' else quote_ident(r.rolname) end as grantee
                    from (select a.*, '' as columns from pg_class c cross join aclexplode(c.relacl) a
                            where c.oid = {0}::regclass
                        union all
                        select a.*, format(' (%I)', t.attname)
                        from pg_attribute t cross join aclexplode(t.attacl) a
                        where t.attrelid = {0}::regclass and not t.attisdropped) g
                    left join pg_roles r on r.oid = g.grantee
                loop
                    execute format('grant %s%s on %s to %s%s', found.privilege, found.columns, {1}, found.grantee,
                        case when found.is_grantable then ' with grant option' else '' end);
                end loop;
                for found in select d.description, a.attname as column_name
                    from pg_description d
                    left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
                    where d.classoid = 'pg_class'::regclass and d.objoid = {0}::regclass
                loop
                    execute case when found.column_name is null
                        then format('comment on table %s is %L', {1}, found.description)
                        else format('comment on column %s.%I is %L', {1}, found.column_name, found.description) end;
                end loop;
            end""";

    private AdoptionSql() {}

    static List<String> adopt(Adoption adoption) {
        QueryPart table = name(adoption.table());
        QueryPart leaf = name(adoption.leaf());
        List<String> statements = new ArrayList<>();
        statements.add(SHORT);
        statements.add(PartitionSql.parentLock(adoption.table()));
        statements.add(guard(adoption));
        statements.add(sql(
                "alter table {0} rename to {1}", table, DSL.name(adoption.leaf().name())));
        for (Renaming index : adoption.indexes()) {
            statements.add(sql(
                    "alter index {0} rename to {1}",
                    name(adoption.table().sibling(index.from())), DSL.name(index.to())));
        }
        statements.addAll(key(adoption));
        for (Renaming check : adoption.checks()) {
            statements.add(renameConstraint(leaf, check.from(), check.to()));
        }
        statements.addAll(ChangeSql.render(new Change.CreateTable(adoption.table(), adoption.parent())));
        for (Index index : adoption.parent().indexes()) {
            statements.addAll(IndexSql.create(new Change.CreateIndex(adoption.table(), index, IndexBuild.PLAIN)));
        }
        statements.add(sql(
                "alter table {0} attach partition {1} for values from (minvalue) to ({2})",
                table, leaf, PartitionSql.bound(MonthRange.of(adoption.until()).from())));
        statements.add(sql(
                "alter table {0} drop constraint {1}",
                leaf, DSL.name(adoption.proof().name())));
        statements.add(sql("do {0}", DSL.inline(sql(LIKENESS, text(adoption.leaf()), text(adoption.table())))));
        return statements;
    }

    /** The names are those of before. */
    private static String guard(Adoption adoption) {
        List<? extends QueryPart> columns =
                adoption.parent().primaryKey().stream().map(DSL::inline).toList();
        List<? extends QueryPart> indexes = adoption.needed().stream()
                .map(index ->
                        DSL.field("to_regclass({0})", text(adoption.table().sibling(index))))
                .toList();
        return GuardSql.block(
                IS_OUTDATED,
                adoption.table() + " is no longer as the plan saw it",
                SqlState.GUARD,
                text(adoption.table()),
                DSL.inline(adoption.proof().name()),
                DSL.list(columns),
                DSL.list(indexes),
                DSL.inline(adoption.needed().size()));
    }

    private static List<String> key(Adoption adoption) {
        QueryPart leaf = name(adoption.leaf());
        String wanted = Adoption.leafKey(adoption.table());
        return switch (adoption.key()) {
            case Adoption.Key.Kept kept -> List.of(renameConstraint(leaf, kept.constraint(), wanted));
            case Adoption.Key.Replaced replaced -> {
                List<String> statements = new ArrayList<>();
                if (!replaced.constraint().isEmpty()) {
                    statements.add(sql("alter table {0} drop constraint {1}", leaf, DSL.name(replaced.constraint())));
                }
                Name constraint = DSL.name(wanted);
                statements.add(sql(
                        "alter table {0} add constraint {1} primary key using index {2}",
                        leaf, constraint, DSL.name(replaced.index())));
                yield statements;
            }
        };
    }

    private static String renameConstraint(QueryPart table, String from, String to) {
        return sql("alter table {0} rename constraint {1} to {2}", table, DSL.name(from), DSL.name(to));
    }

    private static QueryPart text(QualifiedName object) {
        return DSL.inline(sql("{0}", name(object)));
    }
}
