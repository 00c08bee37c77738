package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.Change.Detachment;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that make, set aside and drop partitions. All of those for one change belong in one transaction, and
 * hold the advisory lock of their parent, so that a run by hand and the daemon cannot cross.
 */
final class PartitionSql {
    private static final DateTimeFormatter BOUND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    static final String LIKE_PARENT =
            "create table {0} (like {1} including defaults including constraints including storage"
                    + " including comments including generated)";

    private PartitionSql() {}

    /** Made beside the parent and attached, because that locks the parent against nobody who reads or writes. */
    static List<String> create(Change.CreatePartition create) {
        QueryPart parent = name(create.parent());
        QueryPart partition = name(create.partition());
        List<String> statements = new ArrayList<>();
        statements.add(parentLock(create.parent()));
        statements.add(sql(LIKE_PARENT, partition, parent));
        statements.add(attach(create.parent(), create.partition(), create.range()));
        create.model().ifPresent(model -> statements.add(LikenessSql.ofLeaf(model, create.partition())));
        return statements;
    }

    static String attach(QualifiedName parent, QualifiedName partition, MonthRange range) {
        return sql(
                "alter table {0} attach partition {1} for values from ({2}) to ({3})",
                name(parent), name(partition), bound(range.from()), bound(range.to()));
    }

    static List<String> createDefault(Change.CreateDefaultPartition create) {
        QueryPart parent = name(create.parent());
        QueryPart partition = name(create.partition());
        return List.of(
                parentLock(create.parent()),
                sql(LIKE_PARENT, partition, parent),
                attachDefault(create.parent(), create.partition()));
    }

    static String attachDefault(QualifiedName parent, QualifiedName partition) {
        return sql("alter table {0} attach partition {1} default", name(parent), name(partition));
    }

    static List<String> finishDetach(Change.FinishDetach finish) {
        return List.of(
                parentLock(finish.parent()),
                sql("alter table {0} detach partition {1} finalize", name(finish.parent()), name(finish.partition())));
    }

    /**
     * Looks again for rows that must stay once nobody else can write to the partition any more, and before the parent
     * is locked: however long the look takes, readers and writers of other months do not wait for it.
     *
     * <p>The leaf is thus locked before its parent. Who holds the parent and wants to write to the leaf waits for the
     * look and one rung of the ladder at most: we give up before {@code deadlock_timeout}, and everything goes on.
     */
    static List<String> detach(Detachment detachment) {
        QueryPart partition = name(detachment.partition());
        QualifiedName renamed =
                detachment.partition().sibling(detachment.trash().name());
        return List.of(
                parentLock(detachment.parent()),
                sql("lock table {0} in share mode", partition),
                guard(detachment),
                sql("alter table {0} detach partition {1}", name(detachment.parent()), partition),
                sql("alter table {0} rename to {1}", partition, DSL.name(renamed.name())),
                renameIndexes(renamed),
                sql(
                        "alter table {0} set schema {1}",
                        name(renamed), DSL.name(detachment.trash().schema())),
                ledgerEntry(detachment));
    }

    /**
     * Does nothing when another run has dropped the table already, or somebody has brought it back. A hold may have
     * been placed since the month was set aside; no other can be placed between the look for one and the end.
     */
    static List<String> drop(Change.DropDetached drop) {
        String due = sql(
                "exists (select from {0} where id = {1} and state = 'detached' and drop_after <= now())",
                name(drop.ledger()), DSL.inline(drop.id()));
        String dropped = sql("drop table if exists {0}", name(drop.trash()));
        String recorded = sql(
                "update {0} set state = 'dropped', ended_at = now() where id = {1}",
                name(drop.ledger()), DSL.inline(drop.id()));
        String present = sql("to_regclass({0}) is not null", DSL.inline(sql("{0}", name(drop.trash()))));
        String held = GuardSql.unless(
                "exists ({0})",
                "a row of " + drop.trash() + " is under a retention hold",
                SqlState.GUARD,
                DSL.raw(StaySql.whoHoldsIt(drop.parent(), drop.trash())));
        return List.of(
                parentLock(drop.parent()),
                sql("lock table {0} in share mode", name(StaySql.holds(drop.parent()))),
                block("begin if " + due + " then if " + present + " then " + held + "; " + dropped + "; end if; "
                        + recorded + "; end if; end"));
    }

    /** Index names are unique in a schema, and the same month may come to the trash more than once. */
    private static String renameIndexes(QualifiedName table) {
        String indexes = sql(
                "select c.oid::regclass as index, row_number() over (order by c.relname) as number"
                        + " from pg_index x join pg_class c on c.oid = x.indexrelid where x.indrelid = {0}::regclass",
                DSL.inline(sql("{0}", name(table))));
        String rename = sql(
                "execute format('alter index %s rename to %I', found.index, {0} || '_' || found.number)",
                DSL.inline(table.name()));
        return block("declare found record; begin for found in " + indexes + " loop " + rename + "; end loop; end");
    }

    /** Fails the transaction, rather than returning a row, so that the statements are safe in psql as well. */
    private static String guard(Detachment detachment) {
        return GuardSql.block(
                "exists ({0})",
                "a row of " + detachment.partition() + " must stay",
                SqlState.GUARD,
                DSL.raw(StaySql.whyItStays(detachment.parent(), detachment.partition(), detachment.range())));
    }

    static String parentLock(QualifiedName parent) {
        return GuardSql.advisoryLock(
                parent.schema(), "parent/" + parent.name(), "another run works on the partitions of " + parent);
    }

    private static String block(String body) {
        return sql("do {0}", DSL.inline(body));
    }

    private static String ledgerEntry(Detachment detachment) {
        return sql(
                "insert into {0} (parent, name, trash_name, lower_bound, upper_bound, state, estimated_rows, bytes,"
                        + " drop_after)\nvalues ({1}, {2}, {3}, {4}, {5}, 'detached', {6}, {7}, now() + {8} * interval '24 hours')",
                name(detachment.ledger()),
                DSL.inline(detachment.parent().name()),
                DSL.inline(detachment.partition().name()),
                DSL.inline(detachment.trash().name()),
                bound(detachment.range().from()),
                bound(detachment.range().to()),
                DSL.inline(detachment.estimatedRows()),
                DSL.inline(detachment.bytes()),
                DSL.inline(detachment.graceDays()));
    }

    static QueryPart bound(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return DSL.inline("-infinity");
        }
        return DSL.inline(BOUND.format(instant));
    }
}
