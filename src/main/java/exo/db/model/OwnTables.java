package exo.db.model;

import static exo.db.model.TableDeclaration.bare;

import exo.db.schema.Index.Uniqueness;
import exo.db.schema.Table;
import java.util.List;

/** The tables of this tool itself; the columns listed are all that they have. */
final class OwnTables {
    private OwnTables() {}

    static List<Table> all() {
        return List.of(
                encryptionKeys(),
                maintenanceSettings(),
                schemaState(),
                maintenanceRuns(),
                maintenanceLeases(),
                detachedPartitions(),
                migrationSteps());
    }

    private static Table encryptionKeys() {
        return bare("encryption_keys")
                .ownedByTool()
                .primaryKey("kid")
                .text("kid")
                .notNull()
                .check("(kid ~ '^[0-9a-f]{8}$'::text)")
                .bytes("wrapped_key")
                .notNull()
                .text("algorithm")
                .notNull()
                .oneOf("XAES-256-GCM")
                .text("root_key_fingerprint")
                .notNull()
                .bytes("next_wrapped_key")
                .text("next_root_key_fingerprint")
                .text("canary")
                .notNull()
                .text("state")
                .notNull()
                .oneOf("active", "retired")
                .createdAt()
                .time("retired_at")
                .time("escrow_verified_at")
                .add("idx_encryption_keys_active", Uniqueness.UNIQUE, "(state = 'active'::text)", "state")
                .done();
    }

    private static Table maintenanceSettings() {
        return oneRow("maintenance_settings")
                .number("default_retention_days")
                .notNull()
                .defaultsTo("90")
                .between(1, 3650)
                .number("audit_floor_days")
                .notNull()
                .defaultsTo("0")
                .between(0, 3650)
                .number("premake_months")
                .notNull()
                .defaultsTo("6")
                .between(1, 36)
                .number("drop_grace_days")
                .notNull()
                .defaultsTo("7")
                .between(0, 90)
                .number("seal_after_days")
                .notNull()
                .defaultsTo("7")
                .between(0, 365)
                .updatedAt()
                .done();
    }

    private static Table schemaState() {
        return oneRow("schema_state")
                .number("schema_version")
                .notNull()
                .text("fingerprint")
                .notNull()
                .object("sealed_columns")
                .updatedAt()
                .done();
    }

    private static Table maintenanceRuns() {
        return bare("maintenance_runs")
                .ownedByTool()
                .number("id")
                .notNull()
                .identity()
                .text("command")
                .notNull()
                .text("trigger")
                .notNull()
                .oneOf("boot", "schedule", "manual")
                .emptyText("holder")
                .emptyText("version")
                .moment("started_at")
                .indexed()
                .time("finished_at")
                .text("outcome")
                .oneOf("ok", "deferred", "failed", "interrupted")
                .object("report")
                .column("checkpoint", exo.db.schema.ColumnType.JSONB)
                .done();
    }

    private static Table maintenanceLeases() {
        return bare("maintenance_leases")
                .ownedByTool()
                .primaryKey("name")
                .text("name")
                .notNull()
                .text("holder")
                .notNull()
                .number("term")
                .notNull()
                .time("expires_at")
                .notNull()
                .done();
    }

    private static Table detachedPartitions() {
        return bare("detached_partitions")
                .ownedByTool()
                .number("id")
                .notNull()
                .identity()
                .text("parent")
                .notNull()
                .text("name")
                .notNull()
                .text("trash_name")
                .notNull()
                .unique()
                .time("lower_bound")
                .notNull()
                .time("upper_bound")
                .notNull()
                .check("(lower_bound < upper_bound)")
                .text("state")
                .notNull()
                .oneOf("detaching", "detached", "dropped", "reattached")
                .number("estimated_rows")
                .number("bytes")
                .moment("detached_at")
                .time("drop_after")
                .notNull()
                .time("ended_at")
                .uniqueWhere("(ended_at IS NULL)", "parent", "name")
                .done();
    }

    private static Table migrationSteps() {
        return bare("migration_steps")
                .ownedByTool()
                .number("id")
                .notNull()
                .identity()
                .number("schema_version")
                .notNull()
                .text("step")
                .notNull()
                .text("sql_hash")
                .notNull()
                .text("state")
                .notNull()
                .oneOf("intent", "done", "failed")
                .text("runner")
                .notNull()
                .moment("started_at")
                .time("finished_at")
                .unique("schema_version", "step", "sql_hash")
                .done();
    }

    private static TableDeclaration oneRow(String name) {
        return bare(name).ownedByTool().number("id").notNull().defaultsTo("1").check("(id = 1)");
    }
}
