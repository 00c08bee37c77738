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
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that make, set aside and drop partitions. All of those for one change belong in one transaction, and
 * hold the advisory lock of their parent, so that a run by hand and the daemon cannot cross.
 */
final class PartitionSql {
    private static final DateTimeFormatter BOUND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    /** Milliseconds; 0 would be no limit at all. */
    private static final String REST_OF_THE_RUNG =
            "perform set_config('lock_timeout', greatest(1, extract(epoch from until - clock_timestamp()) * 1000)::int"
                    + "::text, true); ";

    /** Nothing is waited for any more that could take long. */
    private static final String AFTERWARDS = "perform set_config('lock_timeout', '50ms', true); ";

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
        List<String> statements = new ArrayList<>();
        statements.add(parentLock(detachment.parent()));
        statements.add(shared(detachment.partition()));
        statements.add(guard(detachment));
        statements.add(lockTogether(detachment));
        statements.add(
                sql("alter table {0} detach partition {1}", name(detachment.parent()), name(detachment.partition())));
        statements.addAll(moveToTrash(detachment));
        statements.add(forgetAnnouncement(detachment));
        statements.add(ledgerEntry(detachment, "detached"));
        return statements;
    }

    /** Dropped where it is: that locks nothing more than to detach it. The file goes after the locks. */
    static List<String> dropAtOnce(Detachment detachment) {
        return List.of(
                parentLock(detachment.parent()),
                shared(StaySql.holds(detachment.parent())),
                shared(detachment.partition()),
                guard(detachment),
                lockTogether(detachment),
                sql("drop table {0}", name(detachment.partition())),
                forgetAnnouncement(detachment),
                ledgerEntry(detachment, "dropped"));
    }

    /**
     * Announced, detached, settled. The middle one refuses a transaction; whoever finds the announcement later knows
     * what the detached table is.
     */
    static List<String> detachConcurrently(Detachment detachment) {
        return List.of(
                block(String.join(
                        "; ",
                        "begin " + unlessLocked(detachment.parent()),
                        shared(detachment.partition()),
                        guarding(detachment),
                        forgetAnnouncement(detachment),
                        ledgerEntry(detachment, "detaching"),
                        "end")),
                sql(
                        "alter table {0} detach partition {1} concurrently",
                        name(detachment.parent()), name(detachment.partition())),
                settle(detachment));
    }

    /** Does nothing where another run was faster. */
    static String settle(Detachment detachment) {
        String text = sql("to_regclass({0})", DSL.inline(sql("{0}", name(detachment.partition()))));
        String isDetached = "exists (" + announcement("select from {0}", detachment) + ") and " + text
                + " is not null and not exists (select from pg_inherits where inhrelid = " + text + ")";
        String back = String.join(
                "; ",
                sql(
                        "alter table {0} attach partition {1} for values from ({2}) to ({3})",
                        name(detachment.parent()),
                        name(detachment.partition()),
                        bound(detachment.range().from()),
                        bound(detachment.range().to())),
                forgetAnnouncement(detachment));
        String aside = String.join("; ", moveToTrash(detachment)) + "; " + recordArrival(detachment);
        return block("begin " + unlessLocked(detachment.parent()) + "; if " + isDetached + " then if exists ("
                + StaySql.whyItStays(detachment.parent(), detachment.partition(), detachment.range()) + ") then " + back
                + "; else " + aside + "; end if; end if; end");
    }

    /** The grace begins when it is in the trash. */
    private static String recordArrival(Detachment detachment) {
        return announcement(
                "update {0} set state = 'detached', trash_name = "
                        + sql("{0}", DSL.inline(detachment.trash().name()))
                        + ", detached_at = now(), drop_after = now() + "
                        + sql("{0}", DSL.inline(detachment.graceDays())) + " * interval '24 hours'",
                detachment);
    }

    /** One that a run has left behind says no more than this one does. */
    private static String forgetAnnouncement(Detachment detachment) {
        return announcement("delete from {0}", detachment);
    }

    private static String announcement(String statement, Detachment detachment) {
        return sql(
                statement + " where parent = {1} and name = {2} and state = 'detaching'",
                name(detachment.ledger()),
                DSL.inline(detachment.parent().name()),
                DSL.inline(detachment.partition().name()));
    }

    private static List<String> moveToTrash(Detachment detachment) {
        QualifiedName renamed =
                detachment.partition().sibling(detachment.trash().name());
        return List.of(
                sql("alter table {0} rename to {1}", name(detachment.partition()), DSL.name(renamed.name())),
                block(renameIndexes(renamed)),
                sql(
                        "alter table {0} set schema {1}",
                        name(renamed), DSL.name(detachment.trash().schema())));
    }

    private static String shared(QualifiedName table) {
        return sql("lock table {0} in share mode", name(table));
    }

    /**
     * Parent, default, leaf: who queues behind the first waits for all of them, so what is left of one rung of the
     * ladder is all that the next may take.
     */
    private static String lockTogether(Detachment detachment) {
        List<QualifiedName> tables = new ArrayList<>();
        tables.add(detachment.parent());
        detachment.defaultPartition().ifPresent(tables::add);
        tables.add(detachment.partition());
        String locks = tables.stream()
                .map(table -> sql("lock table only {0} in access exclusive mode; ", name(table)))
                .collect(Collectors.joining(REST_OF_THE_RUNG));
        return block("declare until timestamptz := clock_timestamp() + (select setting::int from pg_settings"
                + " where name = 'lock_timeout') * interval '1 ms'; begin " + locks + AFTERWARDS + "end");
    }

    /**
     * Does nothing when another run has dropped the table already, or somebody has brought it back. A hold may have
     * been placed or a window lengthened since the month was set aside; no hold can be placed between the look for one
     * and the end.
     */
    static List<String> drop(Change.DropDetached drop) {
        String isOver = drop.grace() == Change.Grace.WAIVED ? "" : " and drop_after <= now()";
        String due = sql(
                "exists (select from {0} where id = {1} and state = 'detached'" + isOver + ")",
                name(drop.ledger()),
                DSL.inline(drop.id()));
        String dropped = sql("drop table if exists {0}", name(drop.trash()));
        String recorded = sql(
                "update {0} set state = 'dropped', ended_at = now() where id = {1}",
                name(drop.ledger()), DSL.inline(drop.id()));
        String present = sql("to_regclass({0}) is not null", DSL.inline(sql("{0}", name(drop.trash()))));
        String kept = GuardSql.unless(
                "exists ({0})",
                "a row of " + drop.trash() + " is under a retention hold, or its window was lengthened",
                SqlState.GUARD,
                DSL.raw(StaySql.whyItStays(drop.parent(), drop.trash(), drop.range())));
        return List.of(
                parentLock(drop.parent()),
                shared(StaySql.holds(drop.parent())),
                block("begin if " + due + " then if " + present + " then " + kept + "; " + dropped + "; end if; "
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
        return "declare found record; begin for found in " + indexes + " loop " + rename + "; end loop; end";
    }

    private static String guard(Detachment detachment) {
        return block("begin " + guarding(detachment) + "; end");
    }

    private static String guarding(Detachment detachment) {
        return GuardSql.unless(
                "exists ({0})",
                "a row of " + detachment.partition() + " must stay",
                SqlState.GUARD,
                DSL.raw(StaySql.whyItStays(detachment.parent(), detachment.partition(), detachment.range())));
    }

    static String parentLock(QualifiedName parent) {
        return block("begin " + unlessLocked(parent) + "; end");
    }

    private static String unlessLocked(QualifiedName parent) {
        return GuardSql.unlessLocked(
                parent.schema(), "parent/" + parent.name(), "another run works on the partitions of " + parent);
    }

    private static String block(String body) {
        return sql("do {0}", DSL.inline(body));
    }

    private static String ledgerEntry(Detachment detachment, String state) {
        return sql(
                "insert into {0} (parent, name, trash_name, lower_bound, upper_bound, state, estimated_rows, bytes,"
                        + " drop_after, ended_at)\nvalues ({1}, {2}, {3}, {4}, {5}, {9}, {6}, {7}, now() + {8} * interval '24 hours',"
                        + " case {9} when 'dropped' then now() end)",
                name(detachment.ledger()),
                DSL.inline(detachment.parent().name()),
                DSL.inline(detachment.partition().name()),
                DSL.inline(detachment.trash().name()),
                bound(detachment.range().from()),
                bound(detachment.range().to()),
                DSL.inline(detachment.estimatedRows()),
                DSL.inline(detachment.bytes()),
                DSL.inline(detachment.graceDays()),
                DSL.inline(state));
    }

    static QueryPart bound(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return DSL.inline("-infinity");
        }
        return DSL.inline(BOUND.format(instant));
    }
}
