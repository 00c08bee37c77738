package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.schema.Change;
import exo.db.schema.ChangeText;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.PlannerPolicy;
import exo.db.schema.Step;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** JSON columns become text beside their writers: nothing that was acknowledged is lost, and any state leads on. */
@ExtendWith(PostgresExtension.class)
final class ConversionIT {
    private static final int WRITERS = 4;

    private final TestDatabase database;
    private final ConversionStage stage;

    ConversionIT(TestDatabase database) throws SQLException {
        this.database = database;
        this.stage = new ConversionStage(database);
    }

    @AfterEach
    void leaveNoConnection() {
        stage.close();
    }

    @Test
    void keepsEveryAcknowledgedWriteOfAPlainTable() throws SQLException {
        keepsEveryAcknowledgedWrite("notes", "config");
    }

    @Test
    void keepsEveryAcknowledgedWriteOfAPartitionedTable() throws SQLException {
        keepsEveryAcknowledgedWrite("events", "payload");
    }

    private void keepsEveryAcknowledgedWrite(String table, String column) throws SQLException {
        stage.addRows(20_000);
        Map<UUID, String> expected = new HashMap<>(stage.texts(table, column));
        try (Writers writers = new Writers(database, WRITERS, table, column)) {
            stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));
            writers.stop();
            expected.putAll(writers.acknowledged());
            assertThat(writers.statements()).isGreaterThan(100);
        }

        assertThat(stage.texts(table, column)).isEqualTo(expected);
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
        assertThat(stage.plan(ConversionStage.NOTHING_IN_PLACE)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void leadsToTheSameCatalogAsTheConversionInPlace() throws SQLException {
        stage.addRows(100);
        Map<UUID, String> texts = stage.texts("notes", "status");

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.texts("notes", "status"))
                .isEqualTo(texts)
                .containsValue("null")
                .containsValue(null);
        try (ConversionStage inPlace = new ConversionStage(database.another())) {
            inPlace.addRows(100);
            Plan plan = inPlace.plan(PlannerPolicy.USUAL);
            assertThat(plan.steps()).extracting(Step::change).noneMatch(Change.StartConversion.class::isInstance);
            inPlace.apply(plan);
            assertThat(stage.catalog()).isEqualTo(inPlace.catalog());
        }
    }

    @Test
    void goesOnFromWhereverARunWasKilled() throws SQLException {
        stage.addRows(500);
        Map<UUID, String> notes = stage.texts("notes", "config");
        Map<UUID, String> events = stage.texts("events", "payload");
        // Ends once after every kind of step; to fill leaves no trace in the catalog, and so is looked at again.
        for (int steps : List.of(1, 1, 2, 2, 1, 1, 2, 1)) {
            List<Step> left = stage.plan(ConversionStage.NOTHING_IN_PLACE).steps();
            stage.apply(new Plan(left.subList(0, Math.min(steps, left.size())), List.of()));
        }

        assertThat(stage.plan(ConversionStage.NOTHING_IN_PLACE)).isEqualTo(Plan.EMPTY);
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
        assertThat(stage.texts("notes", "config")).isEqualTo(notes);
        assertThat(stage.texts("events", "payload")).isEqualTo(events);
    }

    @Test
    void goesOnWhereTheServerEndedABatch() throws SQLException {
        stage.addRows(20_000);
        Map<UUID, String> expected = stage.texts("notes", "config");
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        stage.apply(new Plan(plan.steps().subList(0, 1), List.of()));
        stage.execute("create function fail() returns trigger language plpgsql as $$ begin"
                + " if random() < 0.001 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$;"
                + " create trigger fail before update on notes for each row execute function fail()");
        List<Step> rest = stage.plan(ConversionStage.NOTHING_IN_PLACE).steps();
        assertThatThrownBy(() -> stage.apply(new Plan(rest, List.of()))).isInstanceOf(PlanStopped.class);
        stage.execute("drop trigger fail on notes");

        try (ConversionStage next = stage.reopened()) {
            next.apply(next.plan(ConversionStage.NOTHING_IN_PLACE));

            assertThat(next.isComplete()).isTrue();
            assertThat(next.texts("notes", "config")).isEqualTo(expected);
        }
    }

    @Test
    void followsAnOlderReleaseThatRunsAgainHalfWay() throws SQLException {
        stage.addRows(100);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        stage.apply(new Plan(plan.steps().subList(0, 3), List.of()));

        stage.execute("update notes set config = '{\"new\":1}'");
        stage.execute("insert into notes (config) values ('{\"later\":1}')");
        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.value("select string_agg(distinct config, ' ' order by config) from notes"))
                .isEqualTo("{\"later\": 1} {\"new\": 1}");
    }

    @Test
    void writesDownTheTimeOfTheSwapAndOfNoEarlierRun() throws SQLException {
        stage.addRows(100);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        stage.apply(new Plan(plan.steps().subList(0, 3), List.of()));
        String before = stage.value("select count(*) from schema_state");

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(before).isEqualTo("0");
        assertThat(
                        stage.value(
                                "select string_agg(k, ' ' order by k) from schema_state, jsonb_object_keys(sealed_columns -> 'text_since') k"))
                .isEqualTo("events.payload notes.config notes.status");
    }

    @Test
    void takesInPartitionsThatComeMeanwhileAndLetsGoOfThoseThatLeave() throws SQLException {
        stage.addRows(500);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        Step start = plan.steps().stream()
                .filter(step -> step.change() instanceof Change.StartConversion begun
                        && begun.table().name().equals("events"))
                .findFirst()
                .orElseThrow();
        stage.apply(new Plan(List.of(start), List.of()));

        stage.execute("create table events_2026_05 (like events including defaults including constraints"
                + " including storage including comments including generated)");
        stage.execute("alter table events attach partition events_2026_05"
                + " for values from ('2026-05-01 00:00:00+00') to ('2026-06-01 00:00:00+00')");
        stage.execute("create table events_2026_06 partition of events"
                + " for values from ('2026-06-01 00:00:00+00') to ('2026-07-01 00:00:00+00')");
        stage.execute(
                "insert into events (created_at, payload) values ('2026-05-02', '{\"a\":1}'), ('2026-06-02', '{\"a\":1}')");
        stage.execute("alter table events detach partition events_2026_02");
        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.isComplete()).isTrue();
        assertThat(
                        stage.value(
                                "select string_agg(distinct format_type(atttypid, atttypmod), ' ') from pg_attribute"
                                        + " where attname = 'payload' and attrelid::regclass::text ~ '^events(_2026_0[156]|_default)?$'"))
                .isEqualTo("text");
        assertThat(stage.value("select string_agg(payload, ' ') from events where created_at >= '2026-05-01'"))
                .isEqualTo("{\"a\": 1} {\"a\": 1}");
    }

    @Test
    void keepsGrantsAndTheCommentOfTheColumn() throws SQLException {
        stage.addRows(10);
        stage.execute("grant select (config), update (config) on notes to pg_monitor with grant option");
        stage.execute("grant select (config) on notes to public");
        stage.execute("comment on column notes.config is 'how the tool''s set up'");
        stage.execute(
                "alter table notes alter column config set storage external, alter column config set statistics 7");
        String terms =
                "select array_to_string(attacl, ' ') || attstorage::text || attstattarget || col_description(attrelid, attnum)"
                        + " from pg_attribute where attrelid = 'notes'::regclass and attname = 'config'";
        String before = stage.value(terms);

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.value(terms)).isEqualTo(before);
    }

    @Test
    void leavesAColumnThatOthersHangOnAndChangesNothingOfIt() throws SQLException {
        stage.addRows(10);
        stage.execute("create view leaf_report as select payload from events_2026_01");
        stage.execute("alter table notes add constraint theirs check (jsonb_typeof(config) is not null)");
        stage.execute("create function touch() returns trigger language plpgsql as $$ begin return new; end $$;"
                + " create trigger \"~~last\" before update on notes for each row execute function touch()");

        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsOnly("column.in-use");
        assertThat(plan.pending().toString()).contains("leaf_report", "theirs", "~~last");
    }

    @Test
    void holdsASessionThatFiresNoTriggersToTheTextAllTheSame() throws SQLException {
        stage.addRows(10);
        stage.apply(
                new Plan(stage.plan(ConversionStage.NOTHING_IN_PLACE).steps().subList(0, 3), List.of()));

        stage.execute("set session_replication_role = replica; update notes set config = '{\"r\":1}'");
        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.value("select string_agg(distinct config, ' ') from notes"))
                .isEqualTo("{\"r\": 1}");
    }

    @Test
    void makesAnewWhatSomebodyLeftHalfMade() throws SQLException {
        stage.addRows(50);
        Map<UUID, String> expected = stage.texts("notes", "config");
        stage.execute("alter table notes add column config_exo_text text");
        stage.execute("update notes set config_exo_text = 'stale'");

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.texts("notes", "config")).isEqualTo(expected);
        assertThat(stage.isTidy()).isTrue();
    }

    @Test
    void swapsNothingWhoseProofIsMissing() throws SQLException {
        stage.addRows(50);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        stage.apply(new Plan(plan.steps().subList(0, 1), List.of()));
        List<Step> swap = plan.steps().stream()
                .filter(step -> step.change() instanceof Change.SwapColumns)
                .limit(1)
                .toList();

        assertThatThrownBy(() -> stage.apply(new Plan(swap, List.of())))
                .isInstanceOf(PlanStopped.class)
                .hasMessageContaining(ChangeText.of(swap.getFirst().change()));
        assertThat(stage.value("select count(*) from schema_state")).isEqualTo("0");
    }

    @Test
    void clearsAwayAConversionThatSomebodyFinishedByHand() throws SQLException {
        stage.addRows(50);
        stage.apply(
                new Plan(stage.plan(ConversionStage.NOTHING_IN_PLACE).steps().subList(0, 2), List.of()));
        stage.execute("drop index notes_config; alter table notes alter column config drop default");
        stage.execute(
                "alter table notes drop constraint exo_text_in_step; alter table notes add constraint exo_text_in_step check (true)");
        stage.execute("alter table notes alter column config type text using config::text,"
                + " alter column status type text using status::text, alter column config drop not null");

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
    }

    @Test
    void isTheSameAsAScript() throws SQLException {
        stage.addRows(3_000);
        Map<UUID, String> notes = stage.texts("notes", "config");
        Map<UUID, String> events = stage.texts("events", "payload");

        stage.runAsScript(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
        assertThat(stage.texts("notes", "config")).isEqualTo(notes);
        assertThat(stage.texts("events", "payload")).isEqualTo(events);
    }

    @Test
    void waitsForARowThatSomebodyHoldsAndNamesTheWaitInTheEnd() throws SQLException {
        stage.addRows(50);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);
        stage.apply(new Plan(plan.steps().subList(0, 1), List.of()));
        List<Step> fill = plan.steps().subList(1, 2);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from notes limit 1 for update");

            assertThatThrownBy(() -> stage.apply(new Plan(fill, List.of()), Duration.ofMillis(500)))
                    .isInstanceOf(PlanStopped.class);
            assertThat(stage.value("select count(*) from notes where config_exo_text is null"))
                    .isEqualTo("1");
        }
    }
}
