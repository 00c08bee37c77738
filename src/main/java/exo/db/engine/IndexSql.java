package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.one;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.Change.IndexBuild;
import exo.db.schema.Change.IndexForm;
import exo.db.schema.Index;
import exo.db.schema.QualifiedName;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** The statements that build, replace and drop indexes. */
final class IndexSql {
    /** A build of any index of the table: REINDEX CONCURRENTLY works on several and shows but one at a time. */
    private static final String BUILD_RUNS =
            "exists (select from pg_stat_progress_create_index where relid = to_regclass({0}) and pid <> pg_backend_pid())";

    private IndexSql() {}

    static List<String> create(Change.CreateIndex create) {
        return one(statement(create.index(), create.method(), "{1}"), indexName(create.index()), name(create.table()));
    }

    /** Not valid until every partition has attached its own. */
    static List<String> createOnParent(Change.CreateParentIndex create) {
        return one(
                statement(create.index(), IndexBuild.PLAIN, "only {1}"),
                indexName(create.index()),
                name(create.table()));
    }

    /** A short build does nothing where the partition is gone; a long one cannot be made to depend on that. */
    static List<String> createOnLeaf(Change.CreateLeafIndex create) {
        if (create.method() == IndexBuild.PLAIN) {
            String build = sql(
                    statement(create.index(), create.method(), "{1}"), indexName(create.index()), name(create.leaf()));
            String present = sql("to_regclass({0}) is not null", text(create.leaf()));
            return one("do {0}", DSL.inline("begin if " + present + " then " + build + "; end if; end"));
        }
        return one(statement(create.index(), create.method(), "{1}"), indexName(create.index()), name(create.leaf()));
    }

    /** Does nothing where the partition has been detached meanwhile. */
    static List<String> attach(Change.AttachIndex attach) {
        QualifiedName leafIndex = attach.leaf().sibling(attach.leafIndex());
        String present = sql(
                "exists (select from pg_inherits where inhrelid = to_regclass({0}) and inhparent = to_regclass({1}))",
                text(attach.leaf()), text(attach.parent()));
        return one(
                "do {0}",
                DSL.inline("begin if " + present + " then "
                        + sql(
                                "alter index {0} attach partition {1}",
                                name(attach.parent().sibling(attach.parentIndex())), name(leafIndex))
                        + "; end if; end"));
    }

    /** Somebody may have begun to build it, or have finished it, since the plan was made. */
    static List<String> dropLeftover(Change.DropLeftover drop) {
        QualifiedName index = drop.table().sibling(drop.index());
        String built = GuardSql.unless(
                BUILD_RUNS,
                "an index of " + drop.table() + " is being built",
                SqlState.LOCK_NOT_AVAILABLE,
                text(drop.table()));
        String finished = GuardSql.unless(
                "exists (select from pg_index where indexrelid = to_regclass({0}) and indisvalid)",
                index + " has been finished by somebody else", SqlState.SERIALIZATION_FAILURE, text(index));
        return List.of(
                sql("do {0}", DSL.inline("begin " + built + "; " + finished + "; end")),
                drop(index, drop.method()).getFirst());
    }

    /** Looks once more, since the old one must not go before the new one serves. */
    static List<String> replace(Change.ReplaceIndex replace) {
        QualifiedName replacement = replace.table().sibling(replace.replacement());
        String dropped = replace.form() == IndexForm.CONSTRAINT
                ? sql("alter table {0} drop constraint {1}", name(replace.table()), DSL.name(replace.index()))
                : drop(replace.table().sibling(replace.index()), IndexBuild.PLAIN)
                        .getFirst();
        return List.of(
                GuardSql.block(
                        "not exists (select from pg_index where indexrelid = to_regclass({0}) and indisvalid)",
                        replacement + " is not valid", SqlState.SERIALIZATION_FAILURE, text(replacement)),
                dropped,
                sql("alter index {0} rename to {1}", name(replacement), DSL.name(replace.index())));
    }

    static List<String> rename(Change.RenameIndex rename) {
        return one(
                "alter index {0} rename to {1}", name(rename.table().sibling(rename.index())), DSL.name(rename.name()));
    }

    static List<String> drop(QualifiedName index, IndexBuild method) {
        return one("drop index" + concurrently(method) + " if exists {0}", name(index));
    }

    private static String statement(Index index, IndexBuild method, String table) {
        String unique = index.uniqueness().isUnique() ? "unique " : "";
        return "create " + unique + "index" + concurrently(method) + " {0} on " + table + " " + index.definition();
    }

    private static String concurrently(IndexBuild build) {
        return build == IndexBuild.CONCURRENT ? " concurrently" : "";
    }

    private static QueryPart indexName(Index index) {
        return DSL.name(index.name());
    }

    private static QueryPart text(QualifiedName object) {
        return DSL.inline(sql("{0}", name(object)));
    }
}
