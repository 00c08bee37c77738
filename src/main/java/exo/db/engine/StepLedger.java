package exo.db.engine;

import static exo.db.engine.ChangeSql.sql;

import exo.db.database.Session;
import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Leaves a row in {@code migration_steps} for every step of the schema, for those who ask later what was done, when and
 * by whom. It only tells: what is to be done is always read from the catalog.
 *
 * <p>For one run; not thread-safe.
 */
public final class StepLedger {
    private static final String TABLE = "migration_steps";
    private static final Set<Stage> SCHEMA = EnumSet.of(
            Stage.OWN_TABLES, Stage.PARTITION_PARENTS, Stage.ENCRYPTED_COLUMNS, Stage.AUTO_MIGRATE, Stage.CONSTRAINTS);

    private static final String IS_THERE = """
            select count(*) = 7
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.oid = to_regclass('migration_steps') and c.relkind = 'r' and a.attname in
                ('schema_version', 'step', 'sql_hash', 'state', 'runner', 'started_at', 'finished_at')""";

    /** No ON CONFLICT: the unique index may be one of those that are still to be made. */
    private static final String WRITE = """
            merge into migration_steps t
            using (values {0}) s (step, sql_hash)
            on t.schema_version = {1} and t.step = s.step and t.sql_hash = s.sql_hash
            when matched then update set
                state = {2}, runner = {3}, started_at = {4}, finished_at = {5}
            when not matched then
                insert (schema_version, step, sql_hash, state, runner, started_at, finished_at)
                values ({1}, s.step, s.sql_hash, {2}, {3}, now(), {5})""";

    private final Set<Stage> stages;
    private final long schemaVersion;
    private final String runner;
    private Whereabouts whereabouts = Whereabouts.UNKNOWN;

    private StepLedger(Set<Stage> stages, long schemaVersion, String runner) {
        this.stages = stages;
        this.schemaVersion = schemaVersion;
        this.runner = runner;
    }

    /**
     * The ledger of a run that takes the schema to that version.
     *
     * @param runner host and process
     */
    public static StepLedger of(long schemaVersion, String runner) {
        return new StepLedger(SCHEMA, schemaVersion, runner);
    }

    /** Writes nothing, for steps that are written down elsewhere. */
    static StepLedger nowhere() {
        return new StepLedger(Set.of(), 0, "");
    }

    /** Where a step has got to. */
    enum State {
        INTENT,
        DONE,
        FAILED
    }

    /** Whether the table can be written to; before it is made, steps go by unrecorded. */
    private enum Whereabouts {
        UNKNOWN,
        THERE,
        NOWHERE
    }

    /** Finds out once whether the table is there; reads the catalog where these steps do not make it. */
    void expect(Session session, List<Step> steps) {
        if (steps.stream().anyMatch(StepLedger::makesTheTable)) {
            whereabouts = Whereabouts.THERE;
        } else if (whereabouts == Whereabouts.UNKNOWN
                && steps.stream().anyMatch(step -> stages.contains(step.stage()))) {
            boolean there = Boolean.TRUE.equals(session.sql().fetchValue(IS_THERE));
            whereabouts = there ? Whereabouts.THERE : Whereabouts.NOWHERE;
        }
    }

    /** What writes down, in the transaction that the steps run in, that they are done; none where nothing is kept. */
    List<String> done(List<RenderedStep> steps) {
        return write(steps, State.DONE, "now()", "clock_timestamp()");
    }

    /** What writes down, before a step that runs outside a transaction, that it begins. */
    List<String> begun(RenderedStep step) {
        return write(List.of(step), State.INTENT, "now()", "null::timestamptz");
    }

    /** What writes down how a step ended that ran outside a transaction, or was rolled back. */
    List<String> ended(RenderedStep step, State state) {
        return write(List.of(step), state, "t.started_at", "clock_timestamp()");
    }

    private List<String> write(List<RenderedStep> steps, State state, String started, String finished) {
        List<QueryPart> rows = steps.stream()
                .filter(rendered -> stages.contains(rendered.step().stage()))
                .map(StepLedger::row)
                .distinct()
                .<QueryPart>map(DSL::raw)
                .toList();
        if (rows.isEmpty() || whereabouts != Whereabouts.THERE) {
            return List.of();
        }
        return List.of(sql(
                WRITE,
                DSL.list(rows),
                DSL.inline(schemaVersion),
                DSL.inline(state.name().toLowerCase(Locale.ROOT)),
                DSL.inline(runner),
                DSL.raw(started),
                DSL.raw(finished)));
    }

    private static boolean makesTheTable(Step step) {
        return step.change() instanceof Change.CreateTable create
                && create.name().name().equals(TABLE);
    }

    private static String row(RenderedStep rendered) {
        String step = ChangeText.of(rendered.step().change());
        return sql("({0}, {1})", DSL.inline(step), DSL.inline(hash(rendered.statements())));
    }

    /** SHA-256, in hex, of the statements as they are sent. */
    static String hash(List<String> statements) {
        try {
            byte[] text = String.join(";\n", statements).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
