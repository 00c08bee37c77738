package exo.db;

import exo.db.database.Session;
import exo.db.migrate.BootState;
import exo.db.migrate.BootStep;
import exo.db.model.ExoSchema;
import exo.db.partition.PartitionSchedule;
import exo.db.partition.PartitionSchedule.TrashState;
import exo.db.partition.PartitionService;
import exo.db.partition.Purpose;
import exo.db.schema.Change;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Stage;
import exo.db.schema.Table;
import java.util.List;
import java.util.function.Supplier;

/** The monthly partitions as the sixth step of a boot. */
final class PartitionStep implements BootStep {
    private static final List<Table> MONTHLY = ExoSchema.declared().monthlyTables();

    private final PartitionService partitions;

    PartitionStep(PartitionService partitions) {
        this.partitions = partitions;
    }

    /** Whether a boot that finds all else in place has to look at the partitions. */
    static boolean isDue(SchemaSnapshot snapshot, BootState state) {
        return new PartitionSchedule(
                        state.now(),
                        state.premakeMonths(),
                        state.windowDays(),
                        state.auditFloorDays(),
                        state.trash() == BootState.Trash.DUE ? TrashState.DUE : TrashState.WAITING)
                .isDue(snapshot);
    }

    @Override
    public Stage stage() {
        return Stage.PARTITIONS;
    }

    @Override
    public Plan plan(Session session, SchemaSnapshot catalog) {
        return partitions.plan(session, catalog, MONTHLY, Purpose.BOOT);
    }

    @Override
    public boolean isVital(Session session, Change change) {
        return change instanceof Change.CreatePartition create
                && partitions.missedByBackend(session, MONTHLY).stream()
                        .anyMatch(create.partition().name()::startsWith);
    }

    @Override
    public void verify(Session session, Supplier<SchemaSnapshot> catalog, List<Pending> deferred) {
        partitions.verify(session, catalog.get(), MONTHLY, deferred);
    }
}
