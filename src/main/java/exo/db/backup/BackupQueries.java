package exo.db.backup;

import java.util.List;

/** The reading of what a backup depends on beside the values. */
final class BackupQueries {
    /**
     * A segment's name is the timeline and the number of the segment, in two halves, the second of which counts to the
     * number of segments in 4 GiB.
     */
    static final String SERVER = """
            select clock_timestamp() as read_at, current_setting('archive_mode') as archive_mode,
                current_setting('data_checksums') as data_checksums,
                a.last_archived_time, a.last_failed_time, a.failed_count, a.last_failed_wal,
                (select coalesce(sum(checksum_failures), 0) from pg_stat_database)::bigint as checksum_failures,
                case when a.last_archived_wal ~ '^[0-9A-F]{24}$' and not pg_is_in_recovery() then
                    (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint / segment.bytes - 1
                    - (('x' || lpad(substr(a.last_archived_wal, 9, 8), 16, '0'))::bit(64)::bigint
                        * (4294967296 / segment.bytes)
                    + ('x' || lpad(substr(a.last_archived_wal, 17, 8), 16, '0'))::bit(64)::bigint)
                end as segments_behind
            from pg_stat_archiver a
            cross join (select pg_size_bytes(current_setting('wal_segment_size')) as bytes) segment""";

    static final String SLOTS = """
            select slot_name::text, active, wal_status,
                (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
                    - restart_lsn)::bigint as held
            from pg_replication_slots
            order by slot_name""";

    /** The text columns that are not declared to be encrypted, of every relation with rows of its own. */
    static final String TEXT_COLUMNS = """
            select c.relname::text, array_agg(a.attname::text order by a.attnum) as columns,
                pg_relation_size(c.oid) / current_setting('block_size')::bigint as pages
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and a.atttypid in ('text'::regtype, 'varchar'::regtype)
            left join pg_inherits i on i.inhrelid = c.oid
            left join pg_class parent on parent.oid = i.inhparent
            where c.relnamespace = (select oid from pg_namespace where nspname = {0}) and c.relkind = 'r'
                and coalesce(parent.relname, c.relname) || '.' || a.attname <> all ({1}::text[])
            group by c.oid, c.relname
            having pg_relation_size(c.oid) > 0
            order by c.relname""";

    /**
     * For this transaction, what {@code pg_dump} sets for its own, and what it leaves to the environment: the manifest
     * gives it the same zone and encoding.
     */
    static final List<String> LIKE_A_DUMP = List.of(
            "set local search_path = ''",
            "set local datestyle = 'ISO'",
            "set local intervalstyle = 'postgres'",
            "set local extra_float_digits = 3",
            "set local bytea_output = 'hex'",
            "set local timezone = 'UTC'",
            "set local row_security = off",
            "set local statement_timeout = 0",
            "set local synchronize_seqscans = off");

    /** Every relation with rows that a dump of the whole database has, with its columns as a dump lists them. */
    static final String DUMPED_TABLES = """
            select n.nspname::text, c.relname::text, coalesce(rn.nspname, n.nspname)::text,
                coalesce(r.relname, c.relname)::text,
                array(select a.attname::text from pg_catalog.pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                    order by a.attnum),
                coalesce(pg_catalog.pg_table_size(c.oid), 0)
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            left join pg_catalog.pg_class r on r.oid = pg_catalog.pg_partition_root(c.oid) and c.relispartition
            left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
            where c.relkind = 'r' and c.relpersistence <> 't'
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
                and not exists (select from pg_catalog.pg_depend d
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1, 2""";

    /** What a manifest says of the server and of the moment. */
    static final String MOMENT = """
            select clock_timestamp() as read_at, current_database()::text as name,
                (select system_identifier from pg_control_system())::text as system_identifier,
                current_setting('server_version') as server_version,
                (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text
                    as wal_position""";

    static final String HAS_KEYRING = "select to_regclass('encryption_keys') is not null";

    static final String EXPORT_SNAPSHOT = "select pg_export_snapshot()";

    /** What tells a database that a drill made from any other. */
    static final String DRILL_MARK = "made by exo-db-cli backup-check restore, to be dropped";

    /** Eight hex digits: two drills at once have names of their own. */
    static final String NEW_NAME = "select left(gen_random_uuid()::text, 8)";

    static final String DRILLS = """
            select datname::text from pg_database
            where starts_with(datname::text, {0}) and pg_has_role(datdba, 'usage') and shobj_description(oid, 'pg_database') = {1}""";

    /** The schema that this tool's own tables are in; the usual one where they are not there. */
    static final String EXO_SCHEMA = """
            select coalesce((select min(relnamespace::regnamespace::text) from pg_class
                where relname = 'schema_state' and relkind = 'r'), 'public')""";

    static final String SYSTEM_IDENTIFIER = "select system_identifier::text from pg_control_system()";

    /** Tables and the like of somebody's. */
    static final String HOLDS_OBJECTS = """
            select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%')""";

    static final String MAKE_LARGE_OBJECT = """
            select lo_create({0}::oid) where not exists (select from pg_largeobject_metadata where oid = {1}::oid)""";

    static final String INVALID_INDEXES = """
            select indexrelid::regclass::text from pg_index where not indisvalid order by 1""";

    static final String UNVALIDATED = """
            select conrelid::regclass::text || '.' || conname from pg_constraint where not convalidated order by 1""";

    /** Those that give a column its numbers, upward. */
    static final String SEQUENCES = """
            select s.oid::regclass::text, t.oid::regclass::text, a.attname::text
            from pg_depend d
            join pg_class s on s.oid = d.objid and s.relkind = 'S'
            join pg_sequence q on q.seqrelid = s.oid and q.seqincrement > 0
            join pg_class t on t.oid = d.refobjid
            join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
            where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
            order by 1""";

    private BackupQueries() {}
}
