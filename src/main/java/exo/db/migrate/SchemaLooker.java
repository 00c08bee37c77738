package exo.db.migrate;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.engine.Prober;
import exo.db.engine.StepLedger;
import exo.db.engine.SurroundingsReader;
import exo.db.schema.BackendNeeds;
import exo.db.schema.Change;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Drift;
import exo.db.schema.DriftFinder;
import exo.db.schema.Findings;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.PlannerPolicy;
import exo.db.schema.QualifiedName;
import exo.db.schema.Refusal;
import exo.db.schema.RightsJudge;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaPlanner;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.ShapeJudge;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.Surroundings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jooq.impl.DSL;

/** Looks at the schema and has the steps up to the constraints planned. Writes nothing. */
final class SchemaLooker {
    private static final String SETTINGS = "maintenance_settings";
    private static final String STATE = "schema_state";

    /** What steps 5 and 6 and the question whether there is work are answered from. */
    private static final List<String> READ_AT_EVERY_BOOT = List.of(
            STATE,
            SETTINGS,
            "deployments",
            "detached_partitions",
            "encryption_keys",
            "maintenance_runs",
            "retention_holds");

    private final DeclaredSchema declared;

    SchemaLooker(DeclaredSchema declared) {
        this.declared = declared;
    }

    /**
     * The plan as of now.
     *
     * @throws NotExoSchema when the tables are somebody else's
     * @throws TablesElsewhere when they are missing here and lie in another schema of the search path
     * @throws NotPossibleHere when the role may not even read what is to be looked at
     * @throws NewerSchemaLacks when a newer release owns the schema and this one cannot live with it
     */
    Look look(Session session, SchemaSnapshot snapshot, PlannerPolicy policy) {
        List<String> foreign = ShapeJudge.foreignTables(declared, snapshot);
        if (!foreign.isEmpty()) {
            throw new NotExoSchema(session.schema(), foreign);
        }
        Seen seen = seen(session, snapshot);
        Surroundings surroundings = seen.surroundings();
        refuseIfElsewhere(snapshot, surroundings);
        RightsJudge rights = new RightsJudge(snapshot, surroundings);
        SchemaPlanner planner = new SchemaPlanner(declared, policy);
        refuseIfUnreadable(rights, planner, snapshot);
        StoredState stored = storedState(session, snapshot);
        if (stored.version() > declared.version()) {
            refuseIfLacking(snapshot, stored);
            return new Look(Plan.EMPTY, Ownership.NEWER_RELEASE, rights, seen);
        }
        Plan plan = probed(session, planner, snapshot, rights);
        return new Look(plan.then(settings(session, snapshot)).inStageOrder(), Ownership.OURS, rights, seen);
    }

    /**
     * A table that was never asked about its rows cannot be planned for: what is lacking for that is told with the
     * rest.
     */
    private static Plan probed(Session session, SchemaPlanner planner, SchemaSnapshot snapshot, RightsJudge rights) {
        Set<String> unread = new TreeSet<>();
        Plan plan = Prober.plan(session, planner, snapshot, table -> {
            boolean readable = rights.mayRead(table);
            if (!readable) {
                unread.add(table.name());
            }
            return readable;
        });
        if (!unread.isEmpty()) {
            throw new NotPossibleHere(both(rights.unreadable(unread), rights.refusals(plan)));
        }
        return plan;
    }

    private static void refuseIfElsewhere(SchemaSnapshot snapshot, Surroundings surroundings) {
        Map<String, List<String>> elsewhere = new HashMap<>();
        surroundings.elsewhere().forEach((schema, tables) -> {
            List<String> missingHere = tables.stream()
                    .filter(table -> snapshot.table(table).isEmpty())
                    .toList();
            if (!missingHere.isEmpty()) {
                elsewhere.put(schema, missingHere);
            }
        });
        if (!elsewhere.isEmpty()) {
            throw new TablesElsewhere(snapshot.schema(), elsewhere);
        }
    }

    private static void refuseIfUnreadable(RightsJudge rights, SchemaPlanner planner, SchemaSnapshot snapshot) {
        List<Refusal> unreadable = rights.unreadable(READ_AT_EVERY_BOOT);
        if (!unreadable.isEmpty()) {
            Plan foreseeable = planner.draft(snapshot, Findings.NONE).plan();
            throw new NotPossibleHere(
                    rights.mayRead(snapshot.qualified(STATE))
                            ? both(unreadable, rights.refusals(foreseeable))
                            : unreadable);
        }
    }

    private static List<Refusal> both(List<Refusal> some, List<Refusal> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    /**
     * What the plan leaves as it is although it is not as declared; a newer release's declaration is not known here.
     */
    List<Drift> drift(Session session, Seen seen, Plan plan) {
        SchemaSnapshot snapshot = seen.snapshot();
        if (storedState(session, snapshot).version() > declared.version()) {
            return List.of();
        }
        List<Drift> tables = DriftFinder.tables(declared, snapshot, seen.surroundings());
        return Stream.concat(DriftFinder.drift(declared, snapshot, plan).stream(), tables.stream())
                .toList();
    }

    /** The catalog as it is now. */
    SchemaSnapshot snapshot(Session session) {
        return CatalogReader.snapshot(session, declared);
    }

    /** The catalog with what lies around it. */
    Seen seen(Session session, SchemaSnapshot snapshot) {
        return new Seen(snapshot, SurroundingsReader.read(session, declared));
    }

    /** Writes down what was reached, where that is not written down already. */
    Plan record(Session session, SchemaSnapshot snapshot) {
        String reached = SchemaFingerprint.of(declared, snapshot);
        boolean known = storedState(session, snapshot).equals(new StoredState(declared.version(), reached));
        return known ? Plan.EMPTY : recording(session, reached);
    }

    /** Where the steps of a run are written down. */
    StepLedger ledger(String runner) {
        return StepLedger.of(declared.version(), runner);
    }

    /** What {@link #record} will come to when a plan that leaves nothing out has been applied. */
    Plan expectedRecord(Session session, SchemaSnapshot snapshot, Plan plan) {
        if (plan.isEmpty()) {
            return record(session, snapshot);
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
    void verify(SchemaSnapshot catalog, List<Pending> pending, List<Pending> deferred) {
        List<String> lacking = BackendNeeds.lacking(declared, catalog);
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
        // Not through jOOQ, which asks the catalog whose columns these are.
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(MigrateQueries.STORED_STATE)) {
            return row.next() ? new StoredState(row.getLong(1), row.getString(2)) : StoredState.NONE;
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read what was reached");
        }
    }

    /** Whose schema it is. */
    enum Ownership {
        OURS,
        NEWER_RELEASE
    }

    /** A plan for the schema, whose that is, what we may do, and what all that was concluded from. */
    record Look(Plan plan, Ownership ownership, RightsJudge rights, Seen seen) {}

    /** The catalog, and what lies around it. */
    record Seen(SchemaSnapshot snapshot, Surroundings surroundings) {}
}
