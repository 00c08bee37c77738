package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.one;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.Change.Reattachment;
import exo.db.schema.Change.Validation;
import exo.db.schema.Check;
import exo.db.schema.Fitting;
import exo.db.schema.Nullability;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that bring a partition back from the trash: those that look at its rows, while nobody else uses it,
 * and then those of one short transaction.
 */
final class ReturnSql {
    private static final String IS_FIT = """
            exists (select from pg_constraint
                where conrelid = to_regclass({0}) and conname = {1} and convalidated)""";

    private ReturnSql() {}

    /** The proof of the bounds comes last: where it is, all the rest is. */
    static List<String> fit(Change.FitPartition fit) {
        List<String> statements = new ArrayList<>();
        statements.add(PartitionSql.parentLock(fit.parent()));
        fit.fittings().forEach(fitting -> statements.addAll(fit(fit.trash(), fitting)));
        String within = sql(
                "({0} >= {1} and {0} < {2})",
                DSL.name("created_at"),
                PartitionSql.bound(fit.range().from()),
                PartitionSql.bound(fit.range().to()));
        statements.addAll(replaceCheck(fit.trash(), new Check(Fitting.BOUNDS, within)));
        return statements;
    }

    private static List<String> fit(QualifiedName trash, Fitting fitting) {
        QueryPart table = name(trash);
        return switch (fitting) {
            case Fitting.AddColumn add ->
                one(
                        "alter table {0} add column {1} " + add.type() + collation(add) + value(add) + notNull(add),
                        table,
                        DSL.name(add.column()));
            case Fitting.ConvertColumn convert ->
                List.of(
                        sql("alter table {0} alter column {1} drop default", table, DSL.name(convert.column())),
                        sql(
                                "alter table {0} alter column {1} type " + convert.type() + " using {1}::"
                                        + convert.type(),
                                table,
                                DSL.name(convert.column())));
            case Fitting.RequireValue require ->
                one("alter table {0} alter column {1} set not null", table, DSL.name(require.column()));
            case Fitting.DropColumn drop -> one("alter table {0} drop column {1}", table, DSL.name(drop.column()));
            case Fitting.AddCheck add -> replaceCheck(trash, add.check());
            case Fitting.AddIndex add ->
                one(
                        "create " + (add.uniqueness().isUnique() ? "unique " : "") + "index on {0} {1}",
                        table,
                        DSL.raw(add.definition()));
        };
    }

    private static List<String> replaceCheck(QualifiedName table, Check check) {
        List<String> statements = new ArrayList<>();
        statements.addAll(ChangeSql.render(new Change.DropConstraint(table, check.name())));
        statements.addAll(ChangeSql.render(new Change.AddCheck(table, check, Validation.AT_ONCE)));
        return statements;
    }

    private static String collation(Fitting.AddColumn add) {
        return add.collation().isEmpty() ? "" : " collate " + add.collation();
    }

    private static String value(Fitting.AddColumn add) {
        return add.defaultValue().isEmpty() ? "" : " default " + add.defaultValue();
    }

    private static String notNull(Fitting.AddColumn add) {
        return add.nullability() == Nullability.NOT_NULL ? " not null" : "";
    }

    /** It is attached by its bounds, which its check proves: no row is looked at while anybody waits. */
    static List<String> reattach(Reattachment back) {
        QueryPart parent = name(back.parent());
        QueryPart partition = name(back.partition());
        QualifiedName moved = back.partition().sibling(back.trash().name());
        return List.of(
                PartitionSql.parentLock(back.parent()),
                isStillThere(back),
                GuardSql.block(
                        "not " + IS_FIT,
                        back.trash() + " is not prepared yet",
                        SqlState.GUARD,
                        DSL.inline(sql("{0}", name(back.trash()))),
                        DSL.inline(Fitting.BOUNDS)),
                sql(
                        "alter table {0} set schema {1}",
                        name(back.trash()), DSL.name(back.partition().schema())),
                sql(
                        "alter table {0} rename to {1}",
                        name(moved), DSL.name(back.partition().name())),
                sql(
                        "alter table {0} attach partition {1} for values from ({2}) to ({3})",
                        parent,
                        partition,
                        PartitionSql.bound(back.range().from()),
                        PartitionSql.bound(back.range().to())),
                sql("alter table {0} drop constraint {1}", partition, DSL.name(Fitting.BOUNDS)),
                sql(
                        "update {0} set state = 'reattached', ended_at = now() where id = {1}",
                        name(back.ledger()), DSL.inline(back.id())));
    }

    private static String isStillThere(Reattachment back) {
        return GuardSql.block(
                "not exists (select from {0} where id = {1} and state = 'detached')",
                back.trash() + " was dropped or brought back meanwhile",
                SqlState.GUARD,
                name(back.ledger()),
                DSL.inline(back.id()));
    }
}
