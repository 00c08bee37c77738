package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.ObservedTable.Generation;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How JSON columns become text, and columns get values that differ from row to row, on tables that are in use. */
final class ConversionPlannerTest {
    private static final QualifiedName NAME = new QualifiedName("app", "notes");
    private static final Column TOKEN = new Column(
            "token",
            ColumnType.UUID,
            Nullability.NOT_NULL,
            new ColumnDefault.Expression("gen_random_uuid()"),
            Sensitivity.OPEN);
    private static final Table NOTES = new Table(
            "notes",
            Table.Layout.PLAIN,
            Table.Owner.BACKEND,
            List.of(
                    new Column("id", ColumnType.UUID, Nullability.NOT_NULL, new ColumnDefault.None(), Sensitivity.OPEN),
                    secret("config"),
                    secret("status"),
                    TOKEN),
            List.of("id"),
            List.of(),
            List.of(),
            List.of());
    private static final String BOTH =
            "((NOT (config_exo_text IS DISTINCT FROM (config)::text)) AND (NOT (status_exo_text IS DISTINCT FROM (status)::text)))";
    private static final String CONVERT_CONFIG = "convert app.notes.config from jsonb to text";
    private static final String START = "begin to keep the text of app.notes.config, status beside it";
    private static final String FILL = "fill app.notes.config_exo_text, status_exo_text in batches";
    private static final String PROVE = "validate exo_text_in_step on app.notes";
    private static final String SWAP = "put the text in the place of app.notes.config, status and drop what was there";

    private final ObservedFixture notes = new ObservedFixture(NOTES);
    private final Map<Probe, Probe.Answer> answers = new HashMap<>();

    @BeforeEach
    void holdJsonInALargeTable() {
        notes.column("config", "jsonb", Nullability.NOT_NULL, "'{}'::jsonb")
                .column("status", "json", Nullability.NULLABLE, "");
        answers.put(new Probe.HasRows(NAME), new Probe.Answer(1, List.of()));
        size(9 << 20);
    }

    @Test
    void neverRewritesALargeTableWhileOthersWait() {
        Plan plan = plan();

        assertThat(texts(plan)).containsExactly(START, FILL, PROVE, SWAP);
        assertThat(plan.steps())
                .extracting(step -> step.cost().work())
                .containsExactly(Cost.Work.DEFINITIONS, Cost.Work.BATCHES, Cost.Work.SCAN, Cost.Work.DEFINITIONS);
        assertThat(plan.steps())
                .extracting(step -> step.locks().getFirst().mode())
                .containsExactly(
                        LockMode.ACCESS_EXCLUSIVE,
                        LockMode.ROW_EXCLUSIVE,
                        LockMode.SHARE_UPDATE_EXCLUSIVE,
                        LockMode.ACCESS_EXCLUSIVE);
    }

    @Test
    void rewritesASmallOrEmptyTableInPlace() {
        size(8 << 20);
        List<String> small = texts(plan());
        size(9 << 20);
        answers.put(new Probe.HasRows(NAME), new Probe.Answer(0, List.of()));

        assertThat(small).contains(CONVERT_CONFIG, "convert app.notes.status from json to text");
        assertThat(texts(plan())).isEqualTo(small);
    }

    @Test
    void goesByTheLimitThatIsGiven() {
        size(8192);

        assertThat(texts(plan(new PlannerPolicy(Set.of(), 0)))).containsExactly(START, FILL, PROVE, SWAP);
        assertThat(texts(plan(new PlannerPolicy(Set.of(), 8192)))).contains(CONVERT_CONFIG);
    }

    @Test
    void fillsOnAfterItHasBegunHoweverSmallTheTable() {
        begin();
        notes.checks.add(new ObservedCheck(Interim.IN_STEP, BOTH, false));
        size(0);

        assertThat(texts(plan())).containsExactly(FILL, PROVE, SWAP);
    }

    @Test
    void onlySwapsWhatIsProved() {
        begin();
        notes.checks.add(new ObservedCheck(Interim.IN_STEP, BOTH, true));

        assertThat(texts(plan())).containsExactly(SWAP);
    }

    @Test
    void beginsAnewWhereTheCheckOrAColumnOrAColumnsPartOfTheCheckIsMissing() {
        begin();
        List<String> withoutCheck = texts(plan());
        notes.checks.add(
                new ObservedCheck(Interim.IN_STEP, "(NOT (config_exo_text IS DISTINCT FROM (config)::text))", true));
        List<String> withoutPart = texts(plan());
        notes.without(Interim.IN_STEP).without("status_exo_text");
        notes.checks.add(new ObservedCheck(Interim.IN_STEP, BOTH, true));
        List<String> withoutColumn = texts(plan());

        assertThat(withoutCheck).containsExactly(START, FILL, PROVE, SWAP);
        assertThat(withoutPart).isEqualTo(withoutCheck);
        assertThat(withoutColumn).isEqualTo(withoutCheck);
    }

    @Test
    void provesAPartitionedTablePartitionByPartition() {
        notes.kind = Kind.PARTITIONED;

        assertThat(texts(plan())).contains("validate exo_text_in_step on app.notes partition by partition");
    }

    @Test
    void namesTheIndexesThatGoWithTheColumns() {
        notes.indexes.add(new ObservedIndex("by_config", false, "USING gin (config)", true));

        assertThat(texts(plan())).last().isEqualTo(SWAP + " with index by_config");
    }

    @Test
    void leavesTheColumnThatOthersHangOnAndConvertsTheOther() {
        answers.put(new Probe.Attachments(NAME, "status"), new Probe.Answer(1, List.of("view report")));

        Plan plan = plan();

        assertThat(texts(plan)).first().isEqualTo("begin to keep the text of app.notes.config beside it");
        assertThat(plan.pending())
                .containsExactly(new Pending(
                        "column.in-use",
                        "app.notes.status must become text, and cannot because of view report",
                        "drop what is named, run migrate again, and make it anew for text"));
    }

    @Test
    void asksBeforeASmallTableIsChangedToo() {
        size(0);
        answers.put(new Probe.Dependents(NAME, "config"), new Probe.Answer(1, List.of("view report")));

        assertThat(plan().pending()).extracting(Pending::id).containsExactly("column.in-use");
        assertThat(texts(plan())).noneMatch(text -> text.contains("config"));
    }

    @Test
    void leavesAComputedColumnAlone() {
        notes.without("config");
        notes.columns.add(new ObservedColumn("config", "jsonb", Nullability.NULLABLE, "", Generation.STORED, "", ""));

        Plan plan = plan();

        assertThat(texts(plan)).first().isEqualTo("begin to keep the text of app.notes.status beside it");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("column.generated");
    }

    @Test
    void clearsAwayWhatIsLeftWhenSomebodyHasConvertedTheColumns() {
        begin();
        notes.checks.add(new ObservedCheck(Interim.IN_STEP, BOTH, true));
        holdText();

        assertThat(texts(plan())).containsExactly("clear away what a conversion left on app.notes");
    }

    @Test
    void fillsAColumnInBatchesWhenItsDefaultDiffersFromRowToRow() {
        holdText();
        notes.without("token");
        answers.put(new Probe.Volatility(NAME, "gen_random_uuid()"), new Probe.Answer(1, List.of()));

        assertThat(texts(plan()))
                .containsExactly(
                        "add column app.notes.token, yet to be filled",
                        "fill app.notes.token in batches",
                        "set app.notes.token not null",
                        "note that app.notes.token is filled");
    }

    @Test
    void addsAColumnAtOnceWhenItsDefaultIsTheSameForAllOrTheTableIsSmall() {
        holdText();
        notes.without("token");
        List<String> same = texts(plan());
        answers.put(new Probe.Volatility(NAME, "gen_random_uuid()"), new Probe.Answer(1, List.of()));
        size(0);

        assertThat(same).containsExactly("add column app.notes.token");
        assertThat(texts(plan())).isEqualTo(same);
    }

    @Test
    void fillsOnWhatIsMarkedAsUnfilledButNeverNullsOfAnotherOrigin() {
        holdText();
        notes.column("token", "uuid", Nullability.NULLABLE, "gen_random_uuid()");
        answers.put(new Probe.Nulls(NAME, "token"), new Probe.Answer(1, List.of("a")));
        Plan another = plan();
        notes.checks.add(new ObservedCheck("token_exo_unfilled", "true", false));

        assertThat(another.steps()).isEmpty();
        assertThat(another.pending()).extracting(Pending::id).containsExactly("hazard.fill-nulls");
        assertThat(texts(plan()))
                .containsExactly(
                        "fill app.notes.token in batches",
                        "set app.notes.token not null",
                        "note that app.notes.token is filled");
    }

    private void begin() {
        notes.columns.add(new ObservedColumn("config_exo_text", "text", Nullability.NULLABLE, ""));
        notes.columns.add(new ObservedColumn("status_exo_text", "text", Nullability.NULLABLE, ""));
    }

    private void holdText() {
        notes.column("config", "text", Nullability.NULLABLE, "").column("status", "text", Nullability.NULLABLE, "");
    }

    private void size(long bytes) {
        answers.put(new Probe.Size(NAME), new Probe.Answer(bytes, List.of()));
    }

    private Plan plan() {
        return plan(PlannerPolicy.USUAL);
    }

    private Plan plan(PlannerPolicy policy) {
        return new SchemaPlanner(new DeclaredSchema(1, List.of(NOTES)), policy)
                .draft(ObservedFixture.snapshot(notes), new Findings(answers))
                .plan();
    }

    private static List<String> texts(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    private static Column secret(String name) {
        return new Column(name, ColumnType.TEXT, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.ENCRYPTED);
    }
}
