package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.Change.Detachment;
import exo.db.schema.Change.StayRule;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * The statements that make, set aside and drop partitions. All of those for one change belong in one transaction, and
 * hold the advisory lock of their parent, so that a run by hand and the daemon cannot cross.
 */
final class PartitionSql {
    private static final DateTimeFormatter BOUND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private static final Field<Instant> CREATED_AT = DSL.field(DSL.name("created_at"), Instant.class);
    private static final String LIKE_PARENT =
            "create table {0} (like {1} including defaults including constraints including storage"
                    + " including comments including generated)";

    private PartitionSql() {}

    /** Made beside the parent and attached, because that locks the parent against nobody who reads or writes. */
    static List<String> create(Change.CreatePartition create) {
        QueryPart parent = name(create.parent());
        QueryPart partition = name(create.partition());
        MonthRange range = create.range();
        return List.of(
                parentLock(create.parent()),
                sql(LIKE_PARENT, partition, parent),
                sql(
                        "alter table {0} attach partition {1} for values from ({2}) to ({3})",
                        parent, partition, bound(range.from()), bound(range.to())));
    }

    static List<String> createDefault(Change.CreateDefaultPartition create) {
        QueryPart parent = name(create.parent());
        QueryPart partition = name(create.partition());
        return List.of(
                parentLock(create.parent()),
                sql(LIKE_PARENT, partition, parent),
                sql("alter table {0} attach partition {1} default", parent, partition));
    }

    /** Looks again for rows that must stay once nobody else can write to the partition any more. */
    static List<String> detach(Detachment detachment) {
        QueryPart partition = name(detachment.partition());
        QualifiedName renamed =
                detachment.partition().sibling(detachment.trash().name());
        return List.of(
                parentLock(detachment.parent()),
                sql("alter table {0} detach partition {1}", name(detachment.parent()), partition),
                guard(detachment),
                sql("alter table {0} rename to {1}", partition, DSL.name(renamed.name())),
                sql(
                        "alter table {0} set schema {1}",
                        name(renamed), DSL.name(detachment.trash().schema())),
                ledgerEntry(detachment));
    }

    static List<String> drop(Change.DropDetached drop) {
        return List.of(
                sql("drop table if exists {0}", name(drop.trash())),
                sql(
                        "update {0} set state = 'dropped', ended_at = now() where id = {1} and state = 'detached'",
                        name(drop.ledger()), DSL.inline(drop.id())));
    }

    /** Whether a row of the partition meets one of the rules. */
    static Condition mustStay(List<StayRule> rules) {
        return DSL.or(rules.stream().map(PartitionSql::condition).toList());
    }

    private static Condition condition(StayRule rule) {
        Field<java.util.UUID> deployment = DSL.field(DSL.name("deployment_id"), java.util.UUID.class);
        return switch (rule) {
            case StayRule.Deployment some -> deployment.in(some.deployments()).and(since(some.since()));
            case StayRule.NoDeployment none ->
                since(none.since())
                        .and(deployment
                                .isNull()
                                .or(DSL.condition(
                                        "not exists (select from {0} d where d.id = {1})",
                                        name(none.deployments()), deployment)));
            case StayRule.AnyRow any -> since(any.since());
        };
    }

    private static Condition since(Instant instant) {
        return instant.equals(Instant.MIN)
                ? DSL.trueCondition()
                : DSL.condition("{0} >= {1}::timestamptz", CREATED_AT, bound(instant));
    }

    /** Fails the transaction, rather than returning a row, so that the statements are safe in psql as well. */
    private static String guard(Detachment detachment) {
        return GuardSql.block(
                "exists (select from {0} where {1})",
                "a row of " + detachment.partition() + " must stay",
                SqlState.GUARD,
                name(detachment.partition()),
                mustStay(detachment.mustStay()));
    }

    private static String parentLock(QualifiedName parent) {
        return GuardSql.advisoryLock(
                parent.schema(), "parent/" + parent.name(), "another run works on the partitions of " + parent);
    }

    private static String ledgerEntry(Detachment detachment) {
        String columns = List.of(
                        "parent",
                        "name",
                        "trash_name",
                        "lower_bound",
                        "upper_bound",
                        "state",
                        "estimated_rows",
                        "bytes",
                        "drop_after")
                .stream()
                .collect(Collectors.joining(", "));
        return sql(
                "insert into {0} (" + columns + ")\n"
                        + "values ({1}, {2}, {3}, {4}, {5}, 'detached', {6}, {7}, now() + {8} * interval '24 hours')",
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

    private static QueryPart bound(Instant instant) {
        return DSL.inline(BOUND.format(instant));
    }
}
