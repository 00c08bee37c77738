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
    static final String SHORT = "set local statement_timeout = '200ms'";

    private static final String IS_OUTDATED = """
            not exists (select from pg_class where oid = to_regclass({0}) and relkind = 'r')
                or not exists (select from pg_constraint
                    where conrelid = to_regclass({0}) and conname = {1} and convalidated)
                or exists (select from pg_attribute
                    where attrelid = to_regclass({0}) and attname in ({2}) and not attnotnull)
                or (select count(*) from pg_index
                    where indrelid = to_regclass({0}) and indisvalid and indisready
                        and indexrelid in ({3})) < {4}""";

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
        statements.add(LikenessSql.ofWhole(adoption.leaf(), adoption.table()));
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
