package exo.db.schema;

import exo.db.schema.Surroundings.Grants;
import exo.db.schema.Surroundings.Right;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds a plan against what the current role may do, so that everything that is lacking is found before the first
 * write, and with the statement that cures it.
 *
 * <p>Only what the plan really needs is demanded: where nothing is to be done, a role that owns nothing will do. That a
 * table is altered is told by the lock that a step declares: nobody but its owner is given such a lock.
 */
public final class RightsJudge {
    /** Where every run that changes something, and every step of the schema, is written down. */
    private static final List<String> RECORDS = List.of("maintenance_runs", "migration_steps");

    /** Months are made by the dozen, and the first few say what all are about. */
    private static final int MOST_NAMED = 3;

    /** The owner of the schema {@code public} since PostgreSQL 15: nobody can log in as that role. */
    private static final String OWNER_OF_THE_DATABASE = "pg_database_owner";

    private final SchemaSnapshot snapshot;
    private final Surroundings surroundings;

    public RightsJudge(SchemaSnapshot snapshot, Surroundings surroundings) {
        this.snapshot = snapshot;
        this.surroundings = surroundings;
    }

    /** What keeps these tables, as far as they are there, from being read. */
    public List<Refusal> unreadable(Collection<String> tables) {
        Set<Refusal> refusals = new LinkedHashSet<>();
        inSchema(Right.USAGE, "use the schema").ifPresent(refusals::add);
        for (String table : tables) {
            refusals.addAll(read(snapshot.qualified(table)));
        }
        return List.copyOf(refusals);
    }

    /** Whether the rows of the table, if it is there, can be read, all of them. */
    public boolean mayRead(QualifiedName table) {
        return read(table).isEmpty();
    }

    /** Everything that keeps the plan from being carried out, each thing once; nothing where there is no step. */
    public List<Refusal> refusals(Plan plan) {
        Set<Refusal> refusals = new LinkedHashSet<>();
        if (plan.isEmpty()) {
            return List.of();
        }
        server().ifPresent(refusals::add);
        for (Step step : plan.steps()) {
            lacking(step).forEach(refusals::add);
        }
        RECORDS.forEach(table -> refusals.addAll(written(table)));
        return List.copyOf(refusals);
    }

    /**
     * The plan without the steps that this role may not take and the backend can do without; one pending item tells of
     * all of them.
     *
     * @param vital whether the backend cannot run without the step; asked only where the role may not take it
     */
    public Plan permitted(Plan plan, Predicate<Step> vital) {
        List<Step> kept = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Set<String> cures = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            List<Refusal> lacking = lacking(step);
            if (lacking.isEmpty() || vital.test(step)) {
                kept.add(step);
            } else {
                left.add(ChangeText.of(step.change()));
                lacking.forEach(refusal -> cures.add(refusal.next()));
            }
        }
        if (left.isEmpty()) {
            return plan;
        }
        List<Pending> pending = new ArrayList<>(plan.pending());
        pending.add(new Pending(
                "privilege.missing",
                "role " + surroundings.role() + " may not do what is due: " + first(left),
                String.join("; ", cures)));
        return new Plan(kept, pending);
    }

    private static String first(List<String> changes) {
        String named = String.join("; ", changes.subList(0, Math.min(changes.size(), MOST_NAMED)));
        return changes.size() > MOST_NAMED ? named + "; and " + (changes.size() - MOST_NAMED) + " more" : named;
    }

    private Optional<Refusal> server() {
        return switch (surroundings.server()) {
            case WRITABLE -> Optional.empty();
            case STANDBY ->
                Optional.of(new Refusal(
                        "server.read-only",
                        "the schema is not up to date, and this server is a standby",
                        "connect to the primary"));
            case READ_ONLY ->
                Optional.of(new Refusal(
                        "server.read-only",
                        "the schema is not up to date, and default_transaction_read_only is on",
                        "connect to the primary; if this is it, have the owner of the database run: alter database "
                                + surroundings.database().name()
                                + " reset default_transaction_read_only (or alter role, where it is set there)"));
        };
    }

    private List<Refusal> lacking(Step step) {
        List<Refusal> lacking = new ArrayList<>();
        Change change = step.change();
        for (TableLock lock : step.locks()) {
            if (change instanceof Change.AddForeignKey add && !lock.table().equals(add.table())) {
                demand(lock.table(), Right.REFERENCES, "refer to").ifPresent(lacking::add);
            } else if (!isOfRowsOnly(change, lock)) {
                lacking.addAll(owned(lock.table()));
            }
        }
        if (makesRelation(change)) {
            inSchema(Right.CREATE, "create anything in the schema").ifPresent(lacking::add);
        }
        if (change instanceof Change.CreateSchema create) {
            newSchema(create).ifPresent(lacking::add);
        }
        writtenTable(change).ifPresent(table -> lacking.addAll(written(table)));
        if (change instanceof Change.FillColumns fill) {
            everyRow(fill.table()).ifPresent(lacking::add);
        } else if (change instanceof Change.CopyDefault copy) {
            everyRow(copy.staging().defaultPartition()).ifPresent(lacking::add);
        }
        return lacking;
    }

    /** Holds are only read, and locked so that none is placed meanwhile. */
    private static boolean isOfRowsOnly(Change change, TableLock lock) {
        return (change instanceof Change.DropDetached || change instanceof Change.DropPartition)
                && lock.mode() == LockMode.SHARE;
    }

    /** A new name in the schema counts as something new, be it a function's or a sequence's. */
    private static boolean makesRelation(Change change) {
        return change instanceof Change.CreateTable
                || change instanceof Change.CreateIndex
                || change instanceof Change.CreateParentIndex
                || change instanceof Change.CreateLeafIndex
                || change instanceof Change.ReplaceIndex
                || change instanceof Change.RenameIndex
                || change instanceof Change.StartConversion
                || change instanceof Change.StartFilling
                || change instanceof Change.CreatePartition
                || change instanceof Change.CreateDefaultPartition
                || change instanceof Change.ReattachPartition
                || change instanceof Change.AdoptTable
                || change instanceof Change.AdoptDefault
                || change instanceof Change.StageDefault
                || change instanceof Change.FollowDefault;
    }

    /** The table of this tool's own that the change writes a row of. */
    private static Optional<String> writtenTable(Change change) {
        if (change instanceof Change.InsertSettings insert) {
            return Optional.of(insert.table().name());
        }
        if (change instanceof Change.RecordState record) {
            return Optional.of(record.table().name());
        }
        if (change instanceof Change.RecordTextChange record) {
            return Optional.of(record.stateTable().name());
        }
        return change instanceof Change.InsertKey insert
                ? Optional.of(insert.table().name())
                : Optional.empty();
    }

    /** A change of a partitioned table changes its partitions too. */
    private List<Refusal> owned(QualifiedName table) {
        List<Refusal> lacking = new ArrayList<>();
        owner(table).ifPresent(lacking::add);
        if (table.schema().equals(snapshot.schema())) {
            snapshot.table(table.name()).stream()
                    .flatMap(observed -> observed.leaves().stream())
                    .forEach(leaf -> owner(leaf.name()).ifPresent(lacking::add));
        }
        return lacking;
    }

    private Optional<Refusal> owner(QualifiedName table) {
        return missing(table, Right.OWNER)
                .map(grants -> new Refusal(
                        "privilege.owner",
                        surroundings.role() + " is not the owner of " + table,
                        "connect as " + grants.owner() + ", or have it run: alter table " + sql(table) + " owner to "
                                + surroundings.role()));
    }

    private List<Refusal> read(QualifiedName table) {
        List<Refusal> lacking = new ArrayList<>();
        demand(table, Right.SELECT, "read").ifPresent(lacking::add);
        everyRow(table).ifPresent(lacking::add);
        return lacking;
    }

    /** A row that a policy hides is left behind by whoever goes through all of them. */
    private Optional<Refusal> everyRow(QualifiedName table) {
        return missing(table, Right.EVERY_ROW).map(grants -> {
            String cure = grants.allow(Right.OWNER)
                    ? "run: alter table " + sql(table) + " no force row level security; or have "
                    : "have ";
            return new Refusal(
                    "privilege.row-security",
                    "a policy keeps " + surroundings.role() + " from seeing every row of " + table,
                    cure + "a superuser run: alter role " + surroundings.role() + " bypassrls");
        });
    }

    private List<Refusal> written(String table) {
        List<Refusal> lacking = new ArrayList<>();
        demand(snapshot.qualified(table), Right.INSERT, "insert into").ifPresent(lacking::add);
        demand(snapshot.qualified(table), Right.UPDATE, "update").ifPresent(lacking::add);
        everyRow(snapshot.qualified(table)).ifPresent(lacking::add);
        return lacking;
    }

    private Optional<Refusal> demand(QualifiedName table, Right right, String doing) {
        return missing(table, right).map(grants -> grant(right, doing + " " + table, grants, sql(table)));
    }

    private Optional<Grants> missing(QualifiedName table, Right right) {
        return Optional.ofNullable(surroundings.tables().get(table)).filter(grants -> !grants.allow(right));
    }

    private Optional<Refusal> inSchema(Right right, String doing) {
        return surroundings
                .schema()
                .filter(schema -> !schema.allow(right))
                .map(schema -> grant(right, doing + " " + schema.name(), schema, "schema " + schema.name()));
    }

    private Optional<Refusal> newSchema(Change.CreateSchema create) {
        Grants database = surroundings.database();
        return database.allow(Right.CREATE)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "privilege.create",
                        surroundings.role() + " may not create the schema " + create.name(),
                        "have " + database.owner() + " run: create schema " + create.name() + " authorization "
                                + surroundings.role()));
    }

    private Refusal grant(Right right, String doing, Grants of, String object) {
        String word = right.name().toLowerCase(Locale.ROOT);
        return new Refusal(
                "privilege." + word,
                surroundings.role() + " may not " + doing,
                "have " + person(of) + " run: grant " + word + " on " + object + " to " + surroundings.role());
    }

    private String person(Grants of) {
        return of.owner().equals(OWNER_OF_THE_DATABASE)
                ? surroundings.database().owner()
                : of.owner();
    }

    private String schemaName() {
        return surroundings.schema().map(Grants::name).orElse(snapshot.schema());
    }

    private String sql(QualifiedName table) {
        String schema = table.schema().equals(snapshot.schema()) ? schemaName() : Identifiers.quoted(table.schema());
        return schema + "." + Identifiers.quoted(table.name());
    }
}
