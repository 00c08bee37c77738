package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.Session;
import exo.db.schema.Change;
import exo.db.schema.Change.IndexBuild;
import exo.db.schema.QualifiedName;
import org.jooq.impl.DSL;

/**
 * What the catalog must say after a step outside a transaction: the server reports success in cases where nothing was
 * done, such as an invalid index that bears the name.
 */
final class Postcondition {
    private static final String VALID_INDEX = """
            select exists (select from pg_index
            where indexrelid = to_regclass({0}) and indisvalid and indisready)""";

    private static final String VALIDATED = """
            select exists (select from pg_constraint
            where conrelid = to_regclass({0}) and conname = {1} and convalidated)""";

    private static final String NOT_NULL = """
            select exists (select from pg_attribute
            where attrelid = to_regclass({0}) and attname = {1} and attnotnull)""";

    private Postcondition() {}

    /** Whether the step has come to what it is for; true for a change that a success says enough of. */
    static boolean holds(Session session, Change change) {
        String question = question(change);
        return question.isEmpty() || Boolean.TRUE.equals(session.sql().fetchValue(question));
    }

    private static String question(Change change) {
        if (change instanceof Change.CreateIndex create && create.method() == IndexBuild.CONCURRENT) {
            return sql(
                    VALID_INDEX, regclass(create.table().sibling(create.index().name())));
        }
        if (change instanceof Change.CreateLeafIndex create) {
            // None is missing where the partition itself is gone.
            return sql(
                    "select to_regclass({0}) is null or ({1})",
                    regclass(create.leaf()),
                    DSL.sql(sql(
                            VALID_INDEX,
                            regclass(create.leaf().sibling(create.index().name())))));
        }
        if (change instanceof Change.DropLeftover drop) {
            return sql("select to_regclass({0}) is null", regclass(drop.table().sibling(drop.index())));
        }
        if (change instanceof Change.ValidateConstraint validate) {
            return sql(VALIDATED, regclass(validate.table()), DSL.inline(validate.constraint()));
        }
        if (change instanceof Change.ValidateLeaves validate) {
            return sql(VALIDATED, regclass(validate.table()), DSL.inline(validate.constraint()));
        }
        if (change instanceof Change.SetNotNull set) {
            return sql(NOT_NULL, regclass(set.table()), DSL.inline(set.column()));
        }
        if (change instanceof Change.CopyDefault copy) {
            return StagingSql.isComplete(copy.staging());
        }
        if (change instanceof Change.DropIndex drop) {
            return sql("select to_regclass({0}) is null", regclass(drop.index()));
        }
        return "";
    }

    private static org.jooq.Field<String> regclass(QualifiedName object) {
        return DSL.inline(sql("{0}", name(object)));
    }
}
