package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.model.RetentionWindows;
import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Asks whether an expired partition, or one that was set aside, holds a row that must stay, by the windows and holds of
 * this very moment; the rule is that of {@link RetentionWindows}, which Java can apply only to windows it has read
 * before.
 */
public final class StaySql {
    private static final String WHY_IT_STAYS = """
            (select 'hold' as reason, h.deployment_id as deployment
            from {1} h
            cross join lateral (select from {0} e where e.deployment_id = h.deployment_id limit 1) some_row
            limit 1)
            union all
            (select 'window', d.id
            from {2} s
            cross join {3} d
            cross join lateral (
                select now() - greatest(coalesce(d.retention_days, s.default_retention_days), {4}) * interval '24 hours'
            ) cutoff (at)
            cross join lateral (
                select from {0} e where e.deployment_id = d.id and e.created_at >= cutoff.at limit 1
            ) some_row
            where cutoff.at < {5}
            limit 1)
            union all
            (select 'default', null
            from {2} s
            cross join lateral (
                select now() - greatest(s.default_retention_days, {4}) * interval '24 hours'
            ) cutoff (at)
            cross join lateral (
                select from {0} e
                where e.created_at >= cutoff.at and not exists (select from {3} d where d.id = e.deployment_id)
                limit 1
            ) some_row
            where cutoff.at < {5}
            limit 1)
            limit 1""";

    private StaySql() {}

    /** The table of the holds, beside the parent. */
    public static QualifiedName holds(QualifiedName parent) {
        return parent.sibling("retention_holds");
    }

    /**
     * A query with one row that says {@code reason} and {@code deployment}, or without a row when the partition may go.
     * Each deployment costs one probe of the index on ({@code deployment_id}, {@code created_at}); rows of no
     * deployment are searched for only while the default window reaches into the partition.
     */
    public static String whyItStays(QualifiedName parent, QualifiedName partition, MonthRange range) {
        QueryPart floor = DSL.raw(RetentionWindows.hasAuditFloor(parent.name()) ? "s.audit_floor_days" : "0");
        return sql(
                WHY_IT_STAYS,
                name(partition),
                name(holds(parent)),
                name(parent.sibling("maintenance_settings")),
                name(parent.sibling("deployments")),
                floor,
                PartitionSql.bound(range.to()));
    }
}
