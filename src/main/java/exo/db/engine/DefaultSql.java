package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.DefaultAdoption;
import exo.db.schema.DefaultStaging;
import exo.db.schema.DefaultStaging.Span;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements of the one transaction in which the rows of a default partition come to belong to months. Everybody
 * who uses the table waits for it, so it moves definitions only, or looks at few rows.
 */
final class DefaultSql {
    private static final String IS_NOT_DEFAULT = """
            not exists (select from pg_partitioned_table
                where partrelid = to_regclass({0}) and partdefid = to_regclass({1}))""";

    private static final String IS_UNPROVED = """
            not exists (select from pg_constraint
                where conrelid = to_regclass({1}) and conname = {2} and convalidated)""";

    private static final String IS_NOT_FOLLOWED = """
            (select count(*) from pg_trigger
                where tgrelid = to_regclass({1}) and tgname like {2} and tgenabled = 'A') < 2
            or obj_description(to_regproc({3}), 'pg_proc') is distinct from {4}""";

    private DefaultSql() {}

    static List<String> adopt(DefaultAdoption adoption) {
        QualifiedName parent = adoption.parent();
        QualifiedName former = adoption.defaultPartition();
        List<String> statements = new ArrayList<>();
        statements.add(AdoptionSql.SHORT);
        statements.add(PartitionSql.parentLock(parent));
        String unproved = adoption.proof().isPresent() ? " or " + IS_UNPROVED : "";
        statements.add(guard(
                IS_NOT_DEFAULT + unproved,
                former,
                text(parent),
                text(former),
                DSL.inline(adoption.proof().orElse(""))));
        statements.add(detach(parent, former));
        statements.addAll(rename(former, adoption.leaf()));
        statements.add(PartitionSql.attach(parent, adoption.leaf(), adoption.range()));
        adoption.proof().ifPresent(proof -> statements.add(dropCheck(adoption.leaf(), proof)));
        statements.add(sql(PartitionSql.LIKE_PARENT, name(former), name(parent)));
        statements.add(PartitionSql.attachDefault(parent, former));
        statements.add(LikenessSql.ofLeaf(adoption.leaf(), former));
        return statements;
    }

    static List<String> swap(DefaultStaging staging) {
        QualifiedName parent = staging.parent();
        QualifiedName former = staging.defaultPartition();
        List<String> statements = new ArrayList<>();
        statements.add(AdoptionSql.SHORT);
        statements.add(PartitionSql.parentLock(parent));
        statements.add(guard(
                IS_NOT_DEFAULT + " or " + IS_NOT_FOLLOWED,
                former,
                text(parent),
                text(former),
                DSL.inline(DefaultStaging.TRIGGER + "%"),
                text(DefaultStaging.function(parent)),
                DSL.inline(staging.purpose())));
        statements.add(detach(parent, former));
        for (Span span : staging.spans()) {
            statements.add(PartitionSql.attach(parent, span.leaf(), span.range()));
            statements.add(dropCheck(span.leaf(), DefaultStaging.BOUND));
            statements.add(sql("comment on table {0} is null", name(span.leaf())));
        }
        statements.add(sql("drop table {0}", name(former)));
        statements.add(sql("drop function {0}()", name(DefaultStaging.function(parent))));
        statements.add(sql("comment on table {0} is null", name(staging.rest())));
        statements.addAll(rename(staging.rest(), former));
        statements.add(PartitionSql.attachDefault(parent, former));
        return statements;
    }

    /** The server gives a partition's indexes names that begin with its own; those that do are renamed with it. */
    private static List<String> rename(QualifiedName from, QualifiedName to) {
        String indexes = sql(
                "select c.oid::regclass as index, left({1} || substr(c.relname, length({2}) + 1), 63) as name"
                        + " from pg_index x join pg_class c on c.oid = x.indexrelid"
                        + " where x.indrelid = {0}::regclass and starts_with(c.relname, {2})",
                text(to), DSL.inline(to.name()), DSL.inline(from.name()));
        String free = "if to_regclass(format('%I.%I', " + sql("{0}", DSL.inline(to.schema()))
                + ", found.name)) is null then execute format('alter index %s rename to %I', found.index, found.name);"
                + " end if";
        return List.of(
                sql("alter table {0} rename to {1}", name(from), DSL.name(to.name())),
                sql(
                        "do {0}",
                        DSL.inline("declare found record; begin for found in " + indexes + " loop " + free
                                + "; end loop; end")));
    }

    private static String guard(String condition, QualifiedName former, QueryPart... parts) {
        return GuardSql.block(
                condition, former + " is no longer as the plan saw it", SqlState.INVALID_OBJECT_DEFINITION, parts);
    }

    private static String detach(QualifiedName parent, QualifiedName former) {
        return sql("alter table {0} detach partition {1}", name(parent), name(former));
    }

    private static String dropCheck(QualifiedName table, String check) {
        return sql("alter table {0} drop constraint {1}", name(table), DSL.name(check));
    }

    static QueryPart text(QualifiedName object) {
        return DSL.inline(sql("{0}", name(object)));
    }
}
