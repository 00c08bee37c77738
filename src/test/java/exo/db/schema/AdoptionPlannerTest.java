package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Adoption.Renaming;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AdoptionPlannerTest {
    private static final Instant NOW = Instant.parse("2026-05-17T08:00:00Z");
    private static final QualifiedName NAME = new QualifiedName("app", "events");
    private static final Index KIND_INDEX =
            new Index("idx_events_kind_created_at", List.of("kind", "created_at"), Uniqueness.PLAIN, "");
    private static final Check KINDS = new Check("chk_events_kind", "(kind = ANY (ARRAY['a'::text, 'b'::text]))");
    private static final Table EVENTS = new Table(
            "events",
            Table.Layout.MONTHLY,
            Table.Owner.BACKEND,
            List.of(
                    column("id", ColumnType.UUID, "gen_random_uuid()"),
                    column("created_at", ColumnType.TIMESTAMPTZ, "now()"),
                    column("kind", ColumnType.TEXT, "'a'::text")),
            List.of("id", "created_at"),
            List.of(KIND_INDEX),
            List.of(),
            List.of(KINDS));
    private static final String LAST =
            "make app.events a table of months with all its rows before 2026-06 in" + " app.events_legacy";
    private static final String PROOF = "exo_adopt_before_2026_06";
    private static final String PROVED = "(created_at < '2026-06-01 00:00:00+00'::timestamp with time zone)";

    private final ObservedFixture events = new ObservedFixture(EVENTS);
    private final Map<Probe, Probe.Answer> answers = new HashMap<>();
    private AdoptionFacts facts = new AdoptionFacts(NOW, "events_pkey", List.of(), Set.of());

    AdoptionPlannerTest() {
        events.kind = Kind.TABLE;
        events.partitionKey = "";
        events.primaryKey = List.of("id");
        answers.put(new Probe.HasRows(NAME), new Probe.Answer(1, List.of()));
    }

    @Test
    void preparesBesideTheWritersAndThenMovesDefinitionsOnly() {

        Plan plan = plan();

        assertThat(changes(plan))
                .containsExactly(
                        "create index events_exo_key on app.events concurrently",
                        "add check " + PROOF + " to app.events, not yet valid",
                        "validate " + PROOF + " on app.events",
                        LAST);
        assertThat(plan.steps().getLast().locks()).containsExactly(new TableLock(NAME, LockMode.ACCESS_EXCLUSIVE));
        assertThat(plan.steps().getLast().cost()).isEqualTo(Cost.DEFINITIONS);
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void choosesAMonthThatIsNotNear() {
        assertThat(AdoptionProof.choose(List.of(), Instant.parse("2026-05-24T23:59:59Z")))
                .isEqualTo(YearMonth.of(2026, 6));
        assertThat(AdoptionProof.choose(List.of(), Instant.parse("2026-05-25T00:00:00Z")))
                .isEqualTo(YearMonth.of(2026, 7));
        assertThat(AdoptionProof.choose(List.of(), Instant.parse("2026-12-31T12:00:00Z")))
                .isEqualTo(YearMonth.of(2027, 2));
    }

    @Test
    void givesTheIndexesWayAndTheNewKeyItsIndex() {

        Adoption adoption = adoption(plan());

        assertThat(adoption.leaf()).isEqualTo(NAME.sibling("events_legacy"));
        assertThat(adoption.key()).isEqualTo(new Adoption.Key.Replaced("events_pkey", "events_exo_key"));
        assertThat(adoption.indexes())
                .containsExactly(new Renaming(KIND_INDEX.name(), "idx_events_kind_created_at_legacy"));
        assertThat(adoption.needed()).containsExactly(KIND_INDEX.name(), "events_exo_key");
        assertThat(adoption.checks()).isEmpty();
    }

    @Test
    void keepsAKeyThatIsTheDeclaredOne() {
        events.primaryKey = List.of("id", "created_at");

        Plan plan = plan();

        assertThat(changes(plan)).noneMatch(change -> change.contains("events_exo_key"));
        assertThat(adoption(plan).key()).isEqualTo(new Adoption.Key.Kept("events_pkey"));
    }

    @Test
    void renamesACheckThatSaysTheSameAndSpellsTheNewOneLikeIt() {
        String spelled = "((kind)::text = ANY (ARRAY['b'::text, 'a'::text]))";
        events.without(KINDS.name()).checks.add(new ObservedCheck("events_kind_check", spelled, true));

        Adoption adoption = adoption(plan());

        assertThat(adoption.checks()).containsExactly(new Renaming("events_kind_check", KINDS.name()));
        assertThat(adoption.parent().checks()).containsExactly(new Check(KINDS.name(), spelled));
    }

    @Test
    void goesOnWhereAnInterruptedRunStopped() {
        events.indexes.add(new ObservedIndex("events_exo_key", true, "USING btree (id, created_at)", true));
        events.checks.add(new ObservedCheck(PROOF, PROVED, false));

        assertThat(changes(plan())).containsExactly("validate " + PROOF + " on app.events", LAST);
    }

    @Test
    void onlyMovesDefinitionsWhenAllElseIsPrepared() {
        events.indexes.add(new ObservedIndex("events_exo_key", true, "USING btree (id, created_at)", true));
        events.checks.add(new ObservedCheck(PROOF, PROVED, true));

        assertThat(changes(plan())).containsExactly(LAST);
    }

    @Test
    void buildsAnUnfinishedIndexAnew() {
        events.indexes.add(new ObservedIndex("events_exo_key", true, "USING btree (id, created_at)", false));

        assertThat(changes(plan()))
                .startsWith(
                        "drop index app.events_exo_key concurrently, left over from an interrupted build",
                        "create index events_exo_key on app.events concurrently");
    }

    @Test
    void waitsForAnIndexThatIsStillBeingBuilt() {
        events.indexes.add(new ObservedIndex("events_exo_key", true, "USING btree (id, created_at)", false));
        answers.put(new Probe.RunningBuilds(NAME), new Probe.Answer(1, List.of("pid 7")));

        Plan plan = plan();

        assertThat(plan.pending()).extracting(Pending::id).containsExactly(RunningBuilds.ID);
        assertThat(changes(plan)).doesNotContain(LAST);
    }

    @Test
    void takesAMonthThatHasComeNearBackAndChoosesAnother() {
        events.checks.add(new ObservedCheck(
                "exo_adopt_before_2026_05", "(created_at < '2026-05-01 00:00:00+00'::timestamp with time zone)", true));

        assertThat(changes(plan()))
                .contains(
                        "drop check exo_adopt_before_2026_05 on app.events, left by an adoption that was given up",
                        "add check " + PROOF + " to app.events, not yet valid");
    }

    @Test
    void provesThatNoPartOfTheKeyIsNullWhereTheOrmAllowedIt() {
        events.column("created_at", "timestamp with time zone", Nullability.NULLABLE, "now()");

        assertThat(changes(plan())).startsWith("set app.events.created_at not null");
    }

    @Test
    void namesTheRowsWithoutATime() {
        events.column("created_at", "timestamp with time zone", Nullability.NULLABLE, "now()");
        answers.put(new Probe.Nulls(NAME, "created_at"), new Probe.Answer(1, List.of("id-7")));

        Plan plan = plan();

        assertThat(plan.pending())
                .singleElement()
                .satisfies(item -> assertThat(item.what()).contains("created_at", "id-7"));
        assertThat(changes(plan)).doesNotContain(LAST);
    }

    @Test
    void namesTheRowsOfAMonthToCome() {
        answers.put(new Probe.Violations(NAME, new Check(PROOF, PROVED)), new Probe.Answer(1, List.of("id-of-2031")));

        Plan plan = plan();

        assertThat(plan.pending())
                .singleElement()
                .satisfies(item -> assertThat(item.what()).contains("id-of-2031"));
        assertThat(changes(plan)).doesNotContain(LAST);
    }

    @Test
    void leavesEverythingElseThatIsNotAsDeclaredToMigrate() {
        events.without(KIND_INDEX.name());

        Plan plan = plan();

        assertThat(plan.pending()).singleElement().satisfies(item -> {
            assertThat(item.id()).isEqualTo("partition.migrate-first");
            assertThat(item.what()).contains("create index idx_events_kind_created_at");
        });
    }

    @Test
    void reportsAllThatIsInTheWayAtOnce() {
        events.columns.add(new ObservedColumn("updated_at", "timestamp with time zone", Nullability.NULLABLE, ""));
        facts = new AdoptionFacts(NOW, "events_pkey", List.of("view recent_events"), Set.of("events_legacy"));

        Plan plan = plan();

        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("partition.unknown-column", "partition.depended-on", "partition.name-taken");
        assertThat(changes(plan)).doesNotContain(LAST);
    }

    @Test
    void tellsAnAdoptionThatWasGivenUpWhenItsMonthIsNear() {
        ObservedCheck proof = new ObservedCheck(PROOF, PROVED, true);

        assertThat(AdoptionProof.isAbandoned(proof, Instant.parse("2026-05-29T00:00:00Z")))
                .isFalse();
        assertThat(AdoptionProof.isAbandoned(proof, Instant.parse("2026-05-29T00:00:01Z")))
                .isTrue();
        assertThat(AdoptionProof.isAbandoned(new ObservedCheck("exo_adopt_before_long", PROVED, true), NOW))
                .isFalse();
    }

    private Plan plan() {
        return new AdoptionPlanner(EVENTS, facts)
                .draft(ObservedFixture.snapshot(events), new Findings(answers))
                .plan();
    }

    private static Adoption adoption(Plan plan) {
        return ((Change.AdoptTable) plan.steps().getLast().change()).adoption();
    }

    private static List<String> changes(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    private static Column column(String name, ColumnType type, String value) {
        return new Column(name, type, Nullability.NOT_NULL, new ColumnDefault.Expression(value), Sensitivity.OPEN);
    }
}
