package exo.db.engine;

import exo.db.database.Session;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.model.ExoSchema;
import exo.db.schema.Change;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.ColumnType;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.Nullability;
import exo.db.schema.Plan;
import exo.db.schema.PlannerPolicy;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaPlanner;
import exo.db.schema.Scope;
import exo.db.schema.Sensitivity;
import exo.db.schema.Step;
import exo.db.schema.Table;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A plain and a partitioned table with columns that are declared encrypted, and still hold JSON. */
final class ConversionStage implements AutoCloseable {
    static final PlannerPolicy NOTHING_IN_PLACE = new PlannerPolicy(Set.of(), 0);

    private static final Table NOTES = table("notes", Table.Layout.PLAIN, List.of(secret("config"), secret("status")));
    private static final Table EVENTS = table("events", Table.Layout.MONTHLY, List.of(secret("payload")));

    private final TestDatabase database;
    private final Session session;
    private DeclaredSchema declared;

    private ConversionStage(TestDatabase database, DeclaredSchema declared) {
        this.database = database;
        this.session = TestSessions.open(database);
        this.declared = declared;
    }

    ConversionStage(TestDatabase database) throws SQLException {
        this(
                database,
                new DeclaredSchema(
                        1, List.of(ExoSchema.declared().table("schema_state").orElseThrow(), NOTES, EVENTS)));
        apply(plan(PlannerPolicy.USUAL));
        execute(
                "create table events_2026_01 partition of events for values from ('2026-01-01 00:00:00+00') to ('2026-02-01 00:00:00+00')");
        execute(
                "create table events_2026_02 partition of events for values from ('2026-02-01 00:00:00+00') to ('2026-03-01 00:00:00+00')");
        execute("create table events_default partition of events default");
        execute("alter table notes alter column config type jsonb using config::jsonb,"
                + " alter column config set default '{}', alter column config set not null,"
                + " alter column status type json using status::json");
        execute("create index notes_config on notes using gin (config)");
        execute("alter table events alter column payload type jsonb using payload::jsonb");
    }

    /** Rows with a value, one with the JSON value null in place of one, one with NULL. */
    void addRows(int rows) throws SQLException {
        execute("insert into notes (config, status) select jsonb_build_object('b', g, 'a', repeat('x', 40)),"
                + " case when g % 3 = 0 then null when g % 3 = 1 then 'null' else '{\"z\" : 1,\"a\":2}' end::json"
                + " from generate_series(1, " + rows + ") g");
        execute(
                "insert into events (created_at, payload) select timestamptz '2026-01-01 00:00:00+00' + g % 2000 * interval '1 hour',"
                        + " case when g % 3 = 0 then null when g % 3 = 1 then 'null' else jsonb_build_object('b', g, 'a', 'y') end"
                        + " from generate_series(1, " + rows + ") g");
    }

    /** The same declaration, with one more column of {@code notes}. */
    void declare(Column column) {
        List<Column> columns = new ArrayList<>(NOTES.columns());
        columns.add(column);
        Table notes = new Table(
                "notes",
                Table.Layout.PLAIN,
                Table.Owner.BACKEND,
                columns,
                NOTES.primaryKey(),
                List.of(),
                List.of(),
                List.of());
        declared = new DeclaredSchema(2, List.of(declared.tables().getFirst(), notes, EVENTS));
    }

    Plan plan(PlannerPolicy policy) {
        return Prober.plan(session, new SchemaPlanner(declared, policy), CatalogReader.snapshot(session, declared));
    }

    void apply(Plan plan) {
        apply(plan, Duration.ofSeconds(20));
    }

    void apply(Plan plan, Duration lockWait) {
        new PlanExecutor(TestSessions.timing()).apply(session, plan, lockWait, Obstacle.STOP, event -> {});
    }

    /** The same database, in a new session. */
    ConversionStage reopened() {
        return new ConversionStage(database, declared);
    }

    /** Runs the plan as the script that a person would take along: statement by statement. */
    void runAsScript(Plan plan) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (Step step : plan.steps()) {
                connection.setAutoCommit(step.scope() == Scope.NONE);
                for (String sql : ChangeSql.render(step.change())) {
                    statement.execute(sql);
                }
                if (step.scope() != Scope.NONE) {
                    connection.commit();
                }
            }
        }
    }

    /** The first change of a kind in the plan. */
    static <T extends Change> T change(Plan plan, Class<T> kind) {
        return plan.steps().stream()
                .map(Step::change)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    boolean isComplete() {
        return SchemaFingerprint.of(declared, CatalogReader.snapshot(session, declared))
                .equals(SchemaFingerprint.of(declared));
    }

    /** Whether anything is there that only a conversion needs. */
    boolean isTidy() throws SQLException {
        return value("select (select count(*) from pg_trigger where not tgisinternal)"
                        + " + (select count(*) from pg_attribute where attname like '%exo_text%' and not attisdropped)"
                        + " + (select count(*) from pg_constraint where conname like '%exo%')"
                        + " + (select count(*) from pg_class where relkind = 'S' and relname like '%exo%')"
                        + " + (select count(*) from pg_proc where proname like '%exo_text%')")
                .equals("0");
    }

    /** Columns and indexes as they are, without regard to the order of columns. */
    String catalog() throws SQLException {
        return value("""
                select string_agg(format('%s.%s %s %s %s %s', c.relname, a.attname, format_type(atttypid, atttypmod),
                        attnotnull, attstorage, pg_get_expr(d.adbin, d.adrelid)), E'\\n' order by c.relname, attname)
                    || E'\\n' || (select string_agg(pg_get_indexdef(indexrelid), E'\\n' order by indexrelid::regclass::text)
                        from pg_index where indrelid::regclass::text ~ '^(notes|events)')
                from pg_attribute a
                join pg_class c on c.oid = attrelid
                left join pg_attrdef d on adrelid = attrelid and adnum = attnum
                where c.relname ~ '^(notes|events)' and relkind in ('r', 'p') and attnum > 0 and not attisdropped""");
    }

    Map<UUID, String> texts(String table, String column) throws SQLException {
        Map<UUID, String> texts = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, " + column + "::text from " + table)) {
            while (rows.next()) {
                texts.put(rows.getObject(1, UUID.class), rows.getString(2));
            }
        }
        return texts;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String value(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private static Table table(String name, Table.Layout layout, List<Column> secrets) {
        List<Column> columns = new ArrayList<>(List.of(
                column("id", ColumnType.UUID, "gen_random_uuid()"),
                column("created_at", ColumnType.TIMESTAMPTZ, "now()")));
        columns.addAll(secrets);
        List<String> key = layout == Table.Layout.PLAIN ? List.of("id") : List.of("id", "created_at");
        return new Table(name, layout, Table.Owner.BACKEND, columns, key, List.of(), List.of(), List.of());
    }

    private static Column secret(String name) {
        return new Column(name, ColumnType.TEXT, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.ENCRYPTED);
    }

    static Column column(String name, ColumnType type, String value) {
        return new Column(name, type, Nullability.NOT_NULL, new ColumnDefault.Expression(value), Sensitivity.OPEN);
    }
}
