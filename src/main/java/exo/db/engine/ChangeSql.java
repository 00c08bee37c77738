package exo.db.engine;

import exo.db.schema.Change;
import exo.db.schema.Change.Validation;
import exo.db.schema.Check;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.ForeignKey;
import exo.db.schema.Nullability;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderKeywordCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** The statements of a change, as text that psql can run too. Needs no connection. */
public final class ChangeSql {
    private static final DSLContext RENDERER = DSL.using(
            SQLDialect.POSTGRES,
            new Settings()
                    .withRenderKeywordCase(RenderKeywordCase.LOWER)
                    .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_QUOTED));

    private ChangeSql() {}

    /** The statements in the order they run, without semicolons. */
    public static List<String> render(Change change) {
        return switch (change) {
            case Change.CreateSchema create -> one("create schema if not exists {0}", DSL.name(create.name()));
            case Change.CreateTable create -> createTable(create);
            case Change.AddColumn add -> one("alter table {0} add column {1}", name(add.table()), column(add.column()));
            case Change.AlterColumnType alter ->
                one(
                        "alter table {0} alter column {1} type {2} using {1}::{2}",
                        name(alter.table()),
                        DSL.name(alter.column()),
                        DSL.sql(alter.to().sql()));
            case Change.NarrowColumnType narrow -> narrow(narrow);
            case Change.SetDefault set -> setDefault(set);
            case Change.SetNotNull set -> setNotNull(set);
            case Change.DropNotNull drop ->
                one("alter table {0} alter column {1} drop not null", name(drop.table()), DSL.name(drop.column()));
            case Change.CreateIndex create -> IndexSql.create(create);
            case Change.CreateParentIndex create -> IndexSql.createOnParent(create);
            case Change.CreateLeafIndex create -> IndexSql.createOnLeaf(create);
            case Change.AttachIndex attach -> IndexSql.attach(attach);
            case Change.DropLeftover drop -> IndexSql.dropLeftover(drop);
            case Change.ReplaceIndex replace -> IndexSql.replace(replace);
            case Change.RenameIndex rename -> IndexSql.rename(rename);
            case Change.DropIndex drop -> IndexSql.drop(drop.index(), drop.method());
            case Change.AddForeignKey add -> addForeignKey(add);
            case Change.AddCheck add -> addCheck(add.table(), add.check(), add.validation());
            case Change.ValidateConstraint validate ->
                one("alter table {0} validate constraint {1}", name(validate.table()), DSL.name(validate.constraint()));
            case Change.ReplaceConstraint replace -> replaceConstraint(replace);
            case Change.DropConstraint drop ->
                one("alter table {0} drop constraint if exists {1}", name(drop.table()), DSL.name(drop.constraint()));
            case Change.StartConversion start -> ConversionSql.start(start);
            case Change.FillColumns fill -> FillSql.script(fill);
            case Change.ValidateLeaves validate -> FillSql.validationScript(validate);
            case Change.SwapColumns swap -> ConversionSql.swap(swap);
            case Change.ClearConversion clear -> ConversionSql.clear(clear);
            case Change.StartFilling start -> FillSql.start(start);
            case Change.FinishFilling finish -> FillSql.finish(finish);
            case Change.InsertSettings insert ->
                one("insert into {0} default values on conflict do nothing", name(insert.table()));
            case Change.RecordState record -> StateSql.recordState(record);
            case Change.RecordTextChange record -> StateSql.recordTextChange(record);
            case Change.InsertKey insert -> KeyringSql.insert(insert);
            case Change.ReviseKeyring revise -> KeyringSql.revise(revise);
            case Change.CreatePartition create -> PartitionSql.create(create);
            case Change.CreateDefaultPartition create -> PartitionSql.createDefault(create);
            case Change.DetachPartition detach -> PartitionSql.detach(detach.detachment());
            case Change.DropPartition drop -> PartitionSql.dropAtOnce(drop.detachment());
            case Change.DetachConcurrently detach -> PartitionSql.detachConcurrently(detach.detachment());
            case Change.SettleDetached settle -> List.of(PartitionSql.settle(settle.detachment()));
            case Change.AdoptTable adopt -> AdoptionSql.adopt(adopt.adoption());
            case Change.AdoptDefault adopt -> DefaultSql.adopt(adopt.adoption());
            case Change.StageDefault stage -> StagingSql.stage(stage.staging());
            case Change.FollowDefault follow -> StagingSql.follow(follow.staging());
            case Change.CopyDefault copy -> List.of(StagingSql.copyAll(copy.staging()));
            case Change.SwapDefault swap -> DefaultSql.swap(swap.staging());
            case Change.ClearStaging clear -> StagingSql.clear(clear.parent(), clear.defaultPartition());
            case Change.DropProof drop ->
                one("alter table {0} drop constraint if exists {1}", name(drop.table()), DSL.name(drop.check()));
            case Change.FinishDetach finish -> PartitionSql.finishDetach(finish);
            case Change.DropDetached drop -> PartitionSql.drop(drop);
            case Change.FitPartition fit -> ReturnSql.fit(fit);
            case Change.ReattachPartition reattach -> ReturnSql.reattach(reattach.reattachment());
        };
    }

    static List<String> one(String template, QueryPart... parts) {
        return List.of(sql(template, parts));
    }

    static String sql(String template, QueryPart... parts) {
        return RENDERER.renderInlined(DSL.query(template, parts));
    }

    /** A table, index or the like, for a statement. */
    public static Name name(QualifiedName name) {
        return DSL.name(name.schema(), name.name());
    }

    private static List<String> createTable(Change.CreateTable create) {
        Table table = create.table();
        List<String> lines = new ArrayList<>();
        table.columns().forEach(column -> lines.add(text(column(column))));
        lines.add(text(DSL.sql("primary key ({0})", names(table.primaryKey()))));
        table.checks().forEach(check -> lines.add(text(check(check))));
        String partitioning = table.isMonthly() ? " partition by range (" + text(DSL.name("created_at")) + ")" : "";
        return one(
                "create table {0} (\n    {1}\n)" + partitioning,
                name(create.name()),
                DSL.raw(String.join(",\n    ", lines)));
    }

    private static SQL column(Column column) {
        String notNull = column.nullability() == Nullability.NOT_NULL ? " not null" : "";
        String value = switch (column.defaultValue()) {
            case ColumnDefault.None none -> "";
            case ColumnDefault.Expression expression -> " default " + expression.sql();
            case ColumnDefault.Identity identity -> " generated by default as identity";
        };
        return DSL.sql("{0} " + column.type().sql() + notNull + value, DSL.name(column.name()));
    }

    private static List<String> setDefault(Change.SetDefault set) {
        return switch (set.defaultValue()) {
            case ColumnDefault.None none ->
                one("alter table {0} alter column {1} drop default", name(set.table()), DSL.name(set.column()));
            case ColumnDefault.Expression expression ->
                one(
                        "alter table {0} alter column {1} set default " + expression.sql(),
                        name(set.table()),
                        DSL.name(set.column()));
            case ColumnDefault.Identity identity ->
                one(
                        "alter table {0} alter column {1} add generated by default as identity",
                        name(set.table()), DSL.name(set.column()));
        };
    }

    /** In one statement: between two, the column would have no default, or one of another type. */
    private static List<String> narrow(Change.NarrowColumnType narrow) {
        Name column = DSL.name(narrow.column().name());
        String newDefault = switch (narrow.column().defaultValue()) {
            case ColumnDefault.None none -> "";
            case ColumnDefault.Expression expression -> ",\n    alter column {1} set default " + expression.sql();
            case ColumnDefault.Identity identity -> "";
        };
        return one(
                "alter table {0}\n    alter column {1} drop default,\n    alter column {1} type {2} using {3}"
                        + newDefault,
                name(narrow.table()),
                column,
                DSL.sql(narrow.column().type().sql()),
                CastSql.converted(column, narrow.from(), narrow.column().type()));
    }

    /** A validated check lets SET NOT NULL skip its own scan under the exclusive lock. */
    private static List<String> setNotNull(Change.SetNotNull set) {
        Name table = name(set.table());
        Name column = DSL.name(set.column());
        Name proof = DSL.name(Change.Proof.name(set.column()));
        String notNull = sql("alter table {0} alter column {1} set not null", table, column);
        if (set.proof() == Change.Proof.SOMEBODY_ELSES) {
            return List.of(notNull);
        }
        List<String> statements = new ArrayList<>();
        if (set.proof() == Change.Proof.TO_BE_ADDED) {
            statements.add(sql("alter table {0} drop constraint if exists {1}", table, proof));
            statements.add(
                    sql("alter table {0} add constraint {1} check ({2} is not null) not valid", table, proof, column));
        }
        if (set.proof().isToBeValidated()) {
            statements.add(sql("alter table {0} validate constraint {1}", table, proof));
        }
        statements.add(together(notNull, sql("alter table {0} drop constraint {1}", table, proof)));
        return statements;
    }

    /** In one transaction, although the step has none: a run that is killed between the two would leave the proof. */
    private static String together(String first, String second) {
        return sql("do {0}", DSL.inline("begin " + first + "; " + second + "; end"));
    }

    private static List<String> replaceConstraint(Change.ReplaceConstraint replace) {
        Name table = name(replace.table());
        Name constraint = DSL.name(replace.constraint());
        return List.of(
                sql("alter table {0} drop constraint if exists {1}", table, constraint),
                sql(
                        "alter table {0} rename constraint {1} to {2}",
                        table, DSL.name(replace.replacement()), constraint));
    }

    private static List<String> addForeignKey(Change.AddForeignKey add) {
        ForeignKey key = add.key();
        return one(
                "alter table {0} add constraint {1} foreign key ({2}) references {3} (id) on delete "
                        + key.onDelete().sql() + notValid(add.validation()),
                name(add.table()),
                DSL.name(key.name()),
                DSL.name(key.column()),
                name(add.table().sibling(key.references())));
    }

    private static List<String> addCheck(QualifiedName table, Check check, Validation validation) {
        return one("alter table {0} add {1}" + notValid(validation), name(table), check(check));
    }

    private static SQL check(Check check) {
        return DSL.sql("constraint {0} check " + check.expression(), DSL.name(check.name()));
    }

    private static QueryPart names(List<String> names) {
        return DSL.list(names.stream().map(DSL::name).toList());
    }

    private static String text(QueryPart part) {
        return RENDERER.renderInlined(part);
    }

    private static String notValid(Validation validation) {
        return validation == Validation.LATER ? " not valid" : "";
    }
}
