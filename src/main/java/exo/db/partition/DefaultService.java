package exo.db.partition;

import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.database.Timing;
import exo.db.engine.CatalogReader;
import exo.db.engine.TableLocked;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.ObservedTable;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/** Plans how rows in default partitions get the months that they lack. Never writes. */
public final class DefaultService {
    /** What migrate holds too: a column that it adds meanwhile would be missing in the copies. */
    static final String LOCK = "schema";

    private final DeclaredSchema declared;
    private final Timing timing;

    public DefaultService(DeclaredSchema declared, Timing timing) {
        this.declared = declared;
        this.timing = timing;
    }

    /**
     * The steps for the named tables, one after the other.
     *
     * @throws MonthlyTablesMissing before the first migrate
     * @throws NotAdoptable when this role may not do all of it, or the disk has no room: nothing is done by halves
     * @throws TableLocked when somebody holds one of them, so that it cannot be looked into
     */
    public Plan plan(Session session, List<Table> tables) {
        try {
            SchemaSnapshot catalog = CatalogReader.snapshot(session, declared);
            Plan plan = Plan.EMPTY;
            for (Table table : tables) {
                ObservedTable observed =
                        catalog.table(table.name()).orElseThrow(() -> new MonthlyTablesMissing(session.schema()));
                Plan next = new DefaultReader(session, catalog).plan(observed);
                NotAdoptable.refuseWhatIsNotPossible(session, declared, catalog, table, next);
                plan = plan.then(next);
            }
            return plan;
        } catch (DataAccessException e) {
            if (SqlState.is(e, SqlState.LOCK_NOT_AVAILABLE)) {
                throw TableLocked.oneOf(
                        session, tables.stream().map(Table::name).toList(), e);
            }
            throw e;
        }
    }

    /**
     * Does the work while no migrate and no other adoption does any.
     *
     * @throws exo.db.database.LockHeldElsewhere when one of them is at work for too long
     */
    public <T> T alone(Session session, Duration lockWait, Consumer<String> progress, Supplier<T> work) {
        return AdvisoryLock.holding(session, LOCK, timing, lockWait, progress, work);
    }
}
