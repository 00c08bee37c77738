package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.RetentionModel.Event;
import exo.db.RetentionModel.Fate;
import exo.db.RetentionModel.Verdict;
import exo.db.RetentionMove.Age;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database beside a model of it: what is done to one is done to the other, by the commands where there is one.
 *
 * <p>The server's clock is left alone. Time passes by making everything older instead: rows move to the partitions of
 * the months before. What lies in the trash stays as old as it was, and only its grace runs out.
 */
final class RetentionTrial implements AutoCloseable {
    static final int DEPLOYMENTS = 3;

    private static final UUID TENANT = new UUID(7, 0);

    /** A year and a half of months as this tool makes them; audit events have only what is made by hand. */
    private static final int MONTHS_BACK = 18;

    private static final String TRASH = """
            select format('select %L, deployment_id, created_at, id from exo_trash.%I', trash_name, trash_name)
            from detached_partitions where state = 'detached'""";

    private static final String BOUNDS = """
            select pg_get_expr(c.relpartbound, c.oid) as bound
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            where i.inhparent = ?::regclass and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'""";

    private final String dsn;
    private final Connection connection;
    private final RetentionModel model = new RetentionModel(DEPLOYMENTS);
    private final Set<Kind> withoutDefault = EnumSet.noneOf(Kind.class);
    private int handmade;

    /** @param zone of everybody who connects and names none */
    RetentionTrial(TestDatabase database, String zone) throws SQLException {
        this.dsn = database.dsn();
        try (Session session = TestSessions.open(database)) {
            MigratedDatabase.prepare(session);
        }
        try (Connection first = database.connect();
                Statement statement = first.createStatement()) {
            statement.execute("alter database " + database.name() + " set timezone = '" + zone + "'");
        }
        this.connection = database.connect();
        execute("set timezone = 'UTC'");
        execute("insert into maintenance_settings default values on conflict do nothing");
        execute("insert into tenants (id, name, slug) values ('" + TENANT + "', 'Acme', 'acme')");
        for (UUID deployment : model.deployments()) {
            execute("insert into deployments (id, tenant_id, name) values ('" + deployment + "', '" + TENANT + "', '"
                    + deployment + "')");
        }
        ensure();
        YearMonth current = YearMonth.now(ZoneOffset.UTC);
        for (int back = 1; back <= MONTHS_BACK; back++) {
            YearMonth month = current.minusMonths(back);
            execute("create table session_events_" + month.toString().replace('-', '_')
                    + " partition of session_events for values from ('" + month + "-01') to ('" + month.plusMonths(1)
                    + "-01')");
        }
    }

    /** A table whose rows expire. */
    enum Kind {
        SESSION_EVENTS,
        AUDIT_EVENTS,
        CONTEXT_SUMMARIES;

        String table() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a row lies now; the table in the trash where it was set aside. */
    private record Found(UUID id, String place, @Nullable UUID deployment, Instant at) {}

    void insert(Kind kind, int owner, List<Age> ages) throws SQLException {
        UUID deployment = model.owner(owner);
        if (kind != Kind.AUDIT_EVENTS && deployment == null) {
            return;
        }
        if (kind == Kind.CONTEXT_SUMMARIES && !model.exists(deployment)) {
            return;
        }
        for (Age age : ages) {
            Event event = new Event(UUID.randomUUID(), kind.table(), deployment, age.before(Instant.now()));
            if (isTaken(kind, event)) {
                model.add(event);
            }
        }
    }

    /** Refused are rows of a time that has no partition while there is no default one. */
    private boolean isTaken(Kind kind, Event event) throws SQLException {
        try {
            insert(kind, event);
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("23514");
            assertThat(withoutDefault).contains(kind);
            return false;
        }
    }

    private void insert(Kind kind, Event event) throws SQLException {
        String sql = switch (kind) {
            case SESSION_EVENTS ->
                "insert into session_events (id, deployment_id, created_at, session_id, tenant_id, seq, type)"
                        + " values (?, ?, ?, gen_random_uuid(), gen_random_uuid(), 1, 'output')";
            case AUDIT_EVENTS ->
                "insert into audit_events (id, deployment_id, created_at, actor_type, action)"
                        + " values (?, ?, ?, 'user', 'login')";
            case CONTEXT_SUMMARIES ->
                "insert into context_summaries (id, deployment_id, created_at, agent_namespace, agent_name)"
                        + " values (?, ?, ?, 'a', 'b')";
        };
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, event.id());
            insert.setObject(2, event.deployment());
            insert.setTimestamp(3, Timestamp.from(event.at()));
            insert.executeUpdate();
        }
    }

    void window(int place, int days) {
        UUID deployment = model.deployments().get(place);
        if (model.exists(deployment)) {
            if (days == 0) {
                done("retention", "unset", deployment.toString(), "--yes");
            } else {
                done("retention", "set", deployment.toString(), "--days", String.valueOf(days), "--yes");
            }
            model.window(deployment, days);
        }
    }

    void defaultWindow(int days) {
        done("settings", "set", "default_retention_days=" + days, "--yes");
        model.defaultWindow(days);
    }

    void floor(int days) {
        done("settings", "set", "audit_floor_days=" + days, "--yes");
        model.floor(days);
    }

    void hold(int place) {
        UUID deployment = model.deployments().get(place);
        if (model.exists(deployment)) {
            done("retention", "hold", deployment.toString(), "--reason", "case 117");
            model.hold(deployment);
        }
    }

    void release(int place) {
        UUID deployment = model.deployments().get(place);
        if (model.exists(deployment)) {
            done("retention", "release", deployment.toString(), "--yes");
            model.release(deployment);
        }
    }

    void softDelete(int place) throws SQLException {
        execute("update deployments set deleted_at = now() where id = '"
                + model.deployments().get(place) + "'");
    }

    void delete(int place) throws SQLException {
        UUID deployment = model.deployments().get(place);
        if (!model.isHeld(deployment)) {
            execute("delete from deployments where id = '" + deployment + "'");
            model.delete(deployment);
        }
    }

    /** Where partitions overlap or the default one has rows of it, the server refuses, and nothing has happened. */
    void makeByHand(Kind kind, int monthsAgo, int firstDay, int days) throws SQLException {
        if (kind == Kind.CONTEXT_SUMMARIES) {
            return;
        }
        LocalDate from = YearMonth.now(ZoneOffset.UTC).minusMonths(monthsAgo).atDay(firstDay);
        LocalDate to = days == 31 ? from.plusMonths(1) : from.plusDays(days);
        try {
            execute("create table by_hand_" + ++handmade + " partition of " + kind.table() + " for values from ('"
                    + from + "') to ('" + to + "')");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isIn("42P17", "23514");
        }
    }

    /** Nobody drops one that has rows. */
    void dropDefault(Kind kind) throws SQLException {
        String partition = kind.table() + "_default";
        if (kind != Kind.CONTEXT_SUMMARIES
                && !withoutDefault.contains(kind)
                && texts("select 1 from " + partition + " limit 1").isEmpty()) {
            execute("drop table " + partition);
            withoutDefault.add(kind);
        }
    }

    /** Rows that get older need a partition to go to. */
    void pass(int days) throws SQLException {
        ensure();
        String back = " - " + days + " * interval '24 hours'";
        for (Kind kind : Kind.values()) {
            execute("update " + kind.table() + " set created_at = created_at" + back);
        }
        execute("update detached_partitions set drop_after = drop_after" + back + ", detached_at = detached_at" + back);
        model.pass(days);
    }

    void ensure() throws SQLException {
        done("partitions", "ensure");
        withoutDefault.clear();
        assertThat(run("partitions", "ensure").out()).startsWith("nothing to do");
        assertBoundsAreContiguous();
    }

    /** Something of somebody's may be in the way by then; what came back expires as before. */
    void undrop() throws SQLException {
        List<String> months = texts("select to_char(lower_bound, 'YYYY-MM') from detached_partitions"
                + " where state = 'detached' order by id limit 1");
        for (String month : months) {
            CommandRun run = run("partitions", "undrop", month);
            assertThat(run.code()).as(run.err()).isIn(0, ExitStatus.REFUSED.code());
        }
        Map<UUID, Found> found = new HashMap<>();
        for (Kind kind : Kind.values()) {
            find(found, rowsOf(kind));
        }
        model.inTrash().stream().filter(event -> found.containsKey(event.id())).forEach(model::comeBack);
    }

    void dropExpired() throws SQLException {
        done("partitions", "drop-expired", "--allow", "mass-drop", "--yes");
        judge(Set.of(Verdict.STAYS));
        assertThat(run("partitions", "drop-expired").out()).startsWith("nothing to do");
    }

    void enforce() throws SQLException {
        done("retention", "enforce", "--no-pace", "--no-vacuum", "--allow", "mass-drop", "--yes");
        done("partitions", "drop-expired", "--allow", "mass-drop", "--yes");
        judge(Set.of(Verdict.STAYS, Verdict.GOES));
        assertBoundsAreContiguous();
        assertThat(run("retention", "enforce").out()).startsWith("nothing to do");
        assertThat(run("partitions", "drop-expired").out()).startsWith("nothing to do");
    }

    /** Holds every row against the model's verdict; then the model knows where each row lies. */
    private void judge(Set<Verdict> asserted) throws SQLException {
        Map<UUID, Found> found = new HashMap<>();
        for (Kind kind : Kind.values()) {
            find(found, rowsOf(kind));
        }
        Map<String, List<Found>> trash = trash(found);
        Instant now = Instant.now();
        List<String> wrong = new ArrayList<>();
        for (Event event : model.inTables()) {
            Found place = found.get(event.id());
            boolean isThere = place != null && place.place().equals(event.table());
            Verdict verdict = model.verdict(event, now);
            if (asserted.contains(verdict) && isThere != (verdict == Verdict.STAYS)) {
                wrong.add(event + " " + verdict + " but lies in " + place);
            }
            if (!isThere) {
                model.leave(event, place == null ? Fate.DELETED : Fate.SET_ASIDE);
            }
        }
        wrong.addAll(wrongInTrash(found, trash, now));
        assertThat(wrong).as("at %s, %s", now, model).isEmpty();
    }

    private static String rowsOf(Kind kind) {
        return "select '" + kind.table() + "', deployment_id, created_at, id from " + kind.table();
    }

    private List<String> wrongInTrash(Map<UUID, Found> found, Map<String, List<Found>> trash, Instant now)
            throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (Event event : model.inTrash()) {
            boolean isThere = found.containsKey(event.id());
            if (!isThere) {
                model.leaveTrash(event);
                if (model.verdict(event, now) == Verdict.STAYS) {
                    wrong.add(event + " " + Verdict.STAYS + " but is gone from the trash");
                }
            }
        }
        for (String due : texts("select trash_name from detached_partitions"
                + " where state = 'detached' and drop_after < now() - interval '1 minute'")) {
            List<Found> rows = trash.getOrDefault(due, List.of());
            boolean mayStay = rows.stream().anyMatch(row -> model.verdict(event(due, row), now) != Verdict.GOES);
            if (!mayStay) {
                wrong.add(due + " is due, but still in the trash");
            }
        }
        return wrong;
    }

    private static Event event(String place, Found row) {
        String table = place.startsWith("audit_events") ? "audit_events" : "session_events";
        return new Event(row.id(), table, row.deployment(), row.at());
    }

    private Map<String, List<Found>> trash(Map<UUID, Found> found) throws SQLException {
        Map<String, List<Found>> trash = new HashMap<>();
        for (String query : texts(TRASH)) {
            Map<UUID, Found> rows = new HashMap<>();
            find(rows, query);
            rows.values()
                    .forEach(row -> trash.computeIfAbsent(row.place(), name -> new ArrayList<>())
                            .add(row));
            Set<UUID> twice = new HashSet<>(rows.keySet());
            twice.retainAll(found.keySet());
            assertThat(twice).as("rows in two places").isEmpty();
            found.putAll(rows);
        }
        return trash;
    }

    private void find(Map<UUID, Found> found, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                UUID id = rows.getObject(4, UUID.class);
                found.put(
                        id,
                        new Found(
                                id,
                                rows.getString(1),
                                rows.getObject(2, UUID.class),
                                rows.getTimestamp(3).toInstant()));
            }
        }
    }

    /** From the current month to the last one that is made ahead. */
    private void assertBoundsAreContiguous() throws SQLException {
        YearMonth current = YearMonth.now(ZoneOffset.UTC);
        for (String table : List.of("session_events", "audit_events")) {
            Map<String, String> next = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(BOUNDS)) {
                statement.setString(1, table);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        String[] words = rows.getString(1).split("'", -1);
                        next.put(words[1], words[3]);
                    }
                }
            }
            String at = current + "-01 00:00:00+00";
            String end = current.plusMonths(7) + "-01 00:00:00+00";
            while (!at.equals(end)) {
                assertThat(next).as("the bounds of %s", table).containsKey(at);
                at = Objects.requireNonNull(next.get(at));
            }
        }
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void done(String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.code())
                .as("%s: %s", String.join(" ", arguments), run.err())
                .isZero();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), arguments);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
