package exo.db.migrate;

/** The SQL of this package; names without a schema are tables of the target schema. */
final class MigrateQueries {
    static final String STORED_STATE = "select schema_version, fingerprint from schema_state where id = 1";

    /**
     * All that a boot with nothing to do needs beside the catalog and the keyring. While there is a hold, which may
     * keep an expired month or what was set aside, dropping those is left to the daemon and to boots that have
     * something else to do: else every boot would look at the rows. No window is as long as 100,000 days.
     */
    static final String BOOT_STATE = """
            select s.schema_version, s.fingerprint, m.premake_months,
                case when exists (select from retention_holds) then 100000
                    else greatest(m.default_retention_days, (select max(d.retention_days) from deployments d))
                end as window_days,
                m.audit_floor_days,
                clock_timestamp() as read_at,
                exists (select from detached_partitions p
                    where p.state = 'detached' and p.drop_after <= clock_timestamp())
                    and not exists (select from retention_holds) as drop_is_due
            from schema_state s, maintenance_settings m""";

    private MigrateQueries() {}
}
