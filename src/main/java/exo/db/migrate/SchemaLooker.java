package exo.db.migrate;

import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.engine.Prober;
import exo.db.engine.StepLedger;
import exo.db.schema.BackendNeeds;
import exo.db.schema.Change;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Drift;
import exo.db.schema.DriftFinder;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaPlanner;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Looks at the schema and has the steps up to the constraints planned. Writes nothing. */
final class SchemaLooker {
    private static final String SETTINGS = "maintenance_settings";
    private static final String STATE = "schema_state";

    private final DeclaredSchema declared;

    SchemaLooker(DeclaredSchema declared) {
        this.declared = declared;
    }

    /**
     * The plan as of now.
     *
     * @throws NotExoSchema when the tables are somebody else's
     * @throws NewerSchemaLacks when a newer release owns the schema and this one cannot live with it
     */
    Look look(Session session) {
        SchemaSnapshot snapshot = CatalogReader.snapshot(session, declared);
        SchemaPlanner planner = new SchemaPlanner(declared);
        List<String> foreign = planner.foreignTables(snapshot);
        if (!foreign.isEmpty()) {
            throw new NotExoSchema(session.schema(), foreign);
        }
        StoredState stored = storedState(session, snapshot);
        if (stored.version() > declared.version()) {
            refuseIfLacking(snapshot, stored);
            return new Look(Plan.EMPTY, Ownership.NEWER_RELEASE);
        }
        Plan plan = Prober.plan(session, planner, snapshot);
        return new Look(plan.then(settings(session, snapshot)).inStageOrder(), Ownership.OURS);
    }

    /** What is left as it is although it is not as declared; a newer release's declaration is not known here. */
    List<Drift> drift(Session session) {
        SchemaSnapshot snapshot = CatalogReader.snapshot(session, declared);
        return storedState(session, snapshot).version() > declared.version()
                ? List.of()
                : DriftFinder.drift(declared, snapshot);
    }

    /** Writes down what was reached, where that is not written down already. */
    Plan record(Session session) {
        SchemaSnapshot snapshot = CatalogReader.snapshot(session, declared);
        String reached = SchemaFingerprint.of(declared, snapshot);
        boolean known = storedState(session, snapshot).equals(new StoredState(declared.version(), reached));
        return known ? Plan.EMPTY : recording(session, reached);
    }

    /** Where the steps of a run are written down. */
    StepLedger ledger(String runner) {
        return StepLedger.of(declared.version(), runner);
    }

    /** What {@link #record} will come to when a plan that leaves nothing out has been applied. */
    Plan expectedRecord(Session session, Plan plan) {
        if (plan.isEmpty()) {
            return record(session);
        }
        return plan.pending().isEmpty() ? recording(session, SchemaFingerprint.of(declared)) : Plan.EMPTY;
    }

    private Plan recording(Session session, String fingerprint) {
        Change change =
                new Change.RecordState(new QualifiedName(session.schema(), STATE), declared.version(), fingerprint);
        return new Plan(List.of(Step.shared(Stage.CONSTRAINTS, change)), List.of());
    }

    private void refuseIfLacking(SchemaSnapshot snapshot, StoredState stored) {
        List<String> lacking = BackendNeeds.lacking(declared, snapshot);
        if (!lacking.isEmpty()) {
            throw new NewerSchemaLacks(stored.version(), declared.version(), lacking);
        }
    }

    /**
     * Proves that the backend finds every table and column.
     *
     * @param deferred what had to be left for the next run because of others' locks
     * @throws BackendCannotRun when it does not
     * @throws BackendBlocked when it does not, and perhaps for no other reason than such a lock
     */
    void verify(Session session, List<Pending> pending, List<Pending> deferred) {
        List<String> lacking = BackendNeeds.lacking(declared, CatalogReader.snapshot(session, declared));
        if (lacking.isEmpty()) {
            return;
        }
        if (deferred.isEmpty()) {
            throw new BackendCannotRun(lacking, pending);
        }
        throw new BackendBlocked(lacking, deferred);
    }

    /** The one row of settings, where it is not there. */
    private static Plan settings(Session session, SchemaSnapshot snapshot) {
        boolean present =
                snapshot.table(SETTINGS).isPresent() && session.sql().fetchExists(DSL.table(DSL.name(SETTINGS)));
        if (present) {
            return Plan.EMPTY;
        }
        Change insert = new Change.InsertSettings(snapshot.qualified(SETTINGS));
        return new Plan(List.of(Step.shared(Stage.OWN_TABLES, insert)), List.of());
    }

    private static StoredState storedState(Session session, SchemaSnapshot snapshot) {
        if (snapshot.table(STATE).isEmpty()) {
            return StoredState.NONE;
        }
        Record row = session.sql().fetchOne(MigrateQueries.STORED_STATE);
        return row == null ? StoredState.NONE : new StoredState(row.get(0, Long.class), row.get(1, String.class));
    }

    /** Whose schema it is. */
    enum Ownership {
        OURS,
        NEWER_RELEASE
    }

    /** A plan for the schema, and whose that is. */
    record Look(Plan plan, Ownership ownership) {}
}
