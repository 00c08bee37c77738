package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.schema.Index.Uniqueness;
import exo.db.schema.LeafState.Filling;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IndexPlannerTest {
    private static final Index SLUG =
            new Index("idx_people_slug", List.of("slug"), Uniqueness.UNIQUE, "(deleted_at IS NULL)");
    private static final Index TEAM = new Index("idx_people_team_id", List.of("team_id"), Uniqueness.PLAIN, "");
    private static final Index EMAIL =
            new Index("idx_people_email_lower", List.of("lower(email)"), Uniqueness.UNIQUE, "");
    private static final Index KIND = new Index("idx_events_kind", List.of("kind"), Uniqueness.PLAIN, "");
    private static final Table PEOPLE = table(
            "people",
            Table.Layout.PLAIN,
            List.of("team_id", "slug", "email", "deleted_at"),
            List.of(SLUG, TEAM, EMAIL));
    private static final Table EVENTS = table("events", Table.Layout.MONTHLY, List.of("kind"), List.of(KIND));
    private static final DeclaredSchema DECLARED = new DeclaredSchema(1, List.of(PEOPLE, EVENTS));

    private final ObservedFixture people = new ObservedFixture(PEOPLE);
    private final ObservedFixture events = new ObservedFixture(EVENTS);
    private final List<LeafState> leaves = new ArrayList<>();
    private final Map<Probe, Probe.Answer> answers = new HashMap<>();

    @Test
    void buildsAMissingIndexConcurrentlyOnlyWhereRowsAre() {
        people.without(TEAM.name());
        List<String> empty = texts(plan());
        hasRows("people");

        assertThat(empty).containsExactly("create index idx_people_team_id on app.people");
        assertThat(texts(plan())).containsExactly("create index idx_people_team_id on app.people concurrently");
    }

    @Test
    void keepsAnEquivalentIndexUnderAnotherNameAlsoOneOfAConstraint() {
        people.without(TEAM.name()).without(EMAIL.name());
        people.indexes.add(valid("theirs", TEAM));
        people.indexes.add(new ObservedIndex(
                "uni", true, EMAIL.definition(), ObservedIndex.Readiness.USABLE, "uni_people_email", ""));

        assertThat(plan()).isEqualTo(Plan.EMPTY);
    }

    @Test
    void buildsTheReplacementOfAChangedIndexFirstAndThenHasBothChangePlaces() {
        changed(TEAM, "USING btree (slug)");
        hasRows("people");

        Plan plan = plan();

        assertThat(texts(plan))
                .containsExactly(
                        "create index idx_people_team_id_exo_new on app.people concurrently",
                        "put index idx_people_team_id_exo_new in the place of idx_people_team_id on app.people");
        assertThat(plan.steps())
                .extracting(Step::scope, step -> step.locks().getFirst().mode())
                .containsExactly(
                        tuple(Scope.NONE, LockMode.SHARE_UPDATE_EXCLUSIVE),
                        tuple(Scope.OWN, LockMode.ACCESS_EXCLUSIVE));
    }

    @Test
    void seesEveryPartOfADefinition() {
        for (String other : List.of(
                "USING btree (team_id, slug)",
                "USING btree (team_id DESC)",
                "USING btree (team_id COLLATE \"C\")",
                "USING btree (team_id text_pattern_ops)",
                "USING btree (team_id) INCLUDE (slug)",
                "USING btree (team_id) NULLS NOT DISTINCT",
                "USING btree (team_id) WHERE (slug = 'x'::text)",
                "USING hash (team_id)")) {
            changed(TEAM, other);

            assertThat(texts(plan())).as(other).hasSize(2);
        }
    }

    @Test
    void replacesAnIndexThatIsUniqueWhereItShouldNotBe() {
        people.without(TEAM.name());
        people.indexes.add(new ObservedIndex(TEAM.name(), true, TEAM.definition(), true));

        assertThat(texts(plan())).hasSize(2);
    }

    @Test
    void goesOnWithTheChangeOfPlacesWhereTheReplacementIsFinished() {
        changed(TEAM, "USING btree (slug)");
        people.indexes.add(valid("idx_people_team_id_exo_new", TEAM));

        assertThat(texts(plan()))
                .containsExactly(
                        "put index idx_people_team_id_exo_new in the place of idx_people_team_id on app.people");
    }

    @Test
    void givesAReplacementItsNameWhereTheOldIndexIsGone() {
        people.without(TEAM.name());
        people.indexes.add(valid("idx_people_team_id_exo_new", TEAM));

        assertThat(texts(plan())).containsExactly("rename index app.idx_people_team_id_exo_new to idx_people_team_id");
    }

    @Test
    void beginsAReplacementAnewThatWasNotFinishedOrIsForAnOlderDeclaration() {
        changed(TEAM, "USING btree (slug)");
        people.indexes.add(unfinished("idx_people_team_id_exo_new", TEAM));
        hasRows("people");
        List<String> unfinished = texts(plan());
        people.without("idx_people_team_id_exo_new");
        people.indexes.add(new ObservedIndex("idx_people_team_id_exo_new", false, "USING btree (email)", true));

        List<String> outdated = texts(plan());

        assertThat(unfinished)
                .containsExactly(
                        "drop index app.idx_people_team_id_exo_new concurrently, left over from an interrupted build",
                        "create index idx_people_team_id_exo_new on app.people concurrently",
                        "put index idx_people_team_id_exo_new in the place of idx_people_team_id on app.people");
        assertThat(outdated)
                .containsExactly(
                        "drop index app.idx_people_team_id_exo_new concurrently",
                        "create index idx_people_team_id_exo_new on app.people concurrently",
                        "put index idx_people_team_id_exo_new in the place of idx_people_team_id on app.people");
    }

    @Test
    void dropsTheConstraintWhereAChangedIndexIsTheMeansOfOne() {
        people.without(SLUG.name());
        people.indexes.add(new ObservedIndex(
                SLUG.name(), true, "USING btree (slug)", ObservedIndex.Readiness.USABLE, SLUG.name(), ""));

        assertThat(texts(plan()))
                .containsExactly(
                        "create index idx_people_slug_exo_new on app.people",
                        "put index idx_people_slug_exo_new in the place of constraint idx_people_slug on app.people");
    }

    @Test
    void leavesAChangedIndexThatAForeignKeyDependsOn() {
        changed(SLUG, "USING btree (slug)");
        answers.put(
                new Probe.IndexDependents(name("people"), SLUG.name()),
                new Probe.Answer(1, List.of("constraint fk_hers on table hers")));

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .singleElement()
                .matches(item ->
                        item.id().equals("index.in-use") && item.what().contains("constraint fk_hers on table hers"));
    }

    @Test
    void keepsTheOldUniqueIndexWhereRowsWouldBreakTheNew() {
        people.without(EMAIL.name());
        changed(SLUG, "USING btree (slug, team_id)");
        hasRows("people");
        answers.put(new Probe.Duplicates(name("people"), SLUG), new Probe.Answer(2, List.of("a", "b")));
        answers.put(new Probe.Duplicates(name("people"), EMAIL), new Probe.Answer(3, List.of("a", "b", "c")));

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id, Pending::what)
                .containsExactly(
                        tuple("index.duplicates", "app.people holds the same (slug) more than once, in 2 rows: a, b"),
                        tuple(
                                "email.duplicate",
                                "app.people holds the same e-mail address more than once when case is ignored, in 3 rows:"
                                        + " a, b, c"));
    }

    @Test
    void buildsBesideANameThatSomethingElseBears() {
        people.without(TEAM.name());
        answers.put(namesTaken(), new Probe.Answer(1, List.of(TEAM.name())));

        Plan plan = plan();

        assertThat(texts(plan)).containsExactly("create index idx_people_team_id_exo on app.people");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("index.renamed");
    }

    @Test
    void leavesAnIndexOutWhereBothNamesAreTaken() {
        answers.put(namesTaken(), new Probe.Answer(2, List.of(TEAM.name(), TEAM.name() + "_exo")));

        Plan plan = plan(ObservedFixture.snapshot(events));

        assertThat(texts(plan)).noneMatch(text -> text.contains(TEAM.name()));
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("index.name-taken");
    }

    @Test
    void asksForAllNamesAtOnce() {
        SchemaPlanner.Draft draft =
                new SchemaPlanner(DECLARED).draft(ObservedFixture.snapshot(), new Findings(answers));

        assertThat(draft.open()).containsExactly(namesTaken());
    }

    @Test
    void clearsAwayWhatAnInterruptedBuildLeft() {
        people.without(TEAM.name());
        people.indexes.add(unfinished(TEAM.name(), TEAM));
        hasRows("people");

        assertThat(texts(plan()))
                .containsExactly(
                        "drop index app.idx_people_team_id concurrently, left over from an interrupted build",
                        "create index idx_people_team_id on app.people concurrently");
    }

    @Test
    void leavesAnUnfinishedIndexThatSomebodyMayStillBeBuilding() {
        people.without(TEAM.name());
        people.indexes.add(unfinished(TEAM.name(), TEAM));
        answers.put(
                new Probe.RunningBuilds(name("people")),
                new Probe.Answer(1, List.of("pid 7 (psql, user ann), for 9 s")));

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .singleElement()
                .matches(item ->
                        item.id().equals(RunningBuilds.ID) && item.what().contains("pid 7 (psql, user ann), for 9 s"));
    }

    @Test
    void buildsTheIndexOfAnEmptyPartitionedTableAtOnce() {
        events.without(KIND.name());

        assertThat(texts(plan())).containsExactly("create index idx_events_kind on app.events");
    }

    @Test
    void buildsTheIndexOfAPartitionedTableWithRowsLeafByLeaf() {
        events.without(KIND.name());
        hasRows("events");
        leaf("events_2026_01", Filling.USED, 4000);
        leaf("events_default", Filling.EMPTY, 0);

        Plan plan = plan();

        assertThat(texts(plan))
                .containsExactly(
                        "create index idx_events_kind on app.events, its partitions' to follow",
                        "create index " + part("events_2026_01") + " on partition app.events_2026_01 concurrently",
                        "attach index " + part("events_2026_01")
                                + " of partition app.events_2026_01 to idx_events_kind",
                        "create index " + part("events_default") + " on partition app.events_default",
                        "attach index " + part("events_default")
                                + " of partition app.events_default to idx_events_kind");
        assertThat(plan.steps()).extracting(Step::cost).contains(Cost.scan(4000));
        assertThat(plan.steps())
                .noneMatch(step -> step.locks().contains(new TableLock(name("events"), LockMode.ACCESS_EXCLUSIVE)));
    }

    @Test
    void goesOnWithAPartitionedIndexWhereItWasLeft() {
        events.without(KIND.name());
        events.indexes.add(unfinished(KIND.name(), KIND));
        hasRows("events");
        leaf("events_2026_01", Filling.USED, 1, attached("done", KIND.name()));
        leaf("events_2026_02", Filling.USED, 1, valid("hers", KIND));
        leaf("events_2026_03", Filling.USED, 1, unfinished("events_2026_03_kind_idx_ccnew", KIND));
        leaf("events_2026_04", Filling.USED, 1);

        assertThat(texts(plan()))
                .containsExactly(
                        "attach index hers of partition app.events_2026_02 to idx_events_kind",
                        "drop index app.events_2026_03_kind_idx_ccnew concurrently, left over from an interrupted build",
                        "create index " + part("events_2026_03") + " on partition app.events_2026_03 concurrently",
                        "attach index " + part("events_2026_03")
                                + " of partition app.events_2026_03 to idx_events_kind",
                        "create index " + part("events_2026_04") + " on partition app.events_2026_04 concurrently",
                        "attach index " + part("events_2026_04")
                                + " of partition app.events_2026_04 to idx_events_kind");
    }

    @Test
    void hasTheServerLookAgainWhereThePartitionThatLackedItsPartIsGone() {
        events.without(KIND.name());
        events.indexes.add(unfinished(KIND.name(), KIND));
        leaf("events_2026_01", Filling.USED, 1, attached("done", KIND.name()));

        assertThat(texts(plan()))
                .containsExactly("attach index done of partition app.events_2026_01 to idx_events_kind");
    }

    @Test
    void replacesAChangedPartitionedIndexOnlyWhenEveryPartitionHasItsPart() {
        events.without(KIND.name());
        events.indexes.add(new ObservedIndex(KIND.name(), false, "USING btree (id)", true));
        hasRows("events");
        leaf("events_2026_01", Filling.USED, 1);

        List<String> whole = texts(plan());
        leaves.clear();
        events.indexes.add(unfinished("idx_events_kind_exo_new", KIND));
        leaf(
                "events_2026_01",
                Filling.USED,
                1,
                new ObservedIndex(
                        "part",
                        false,
                        KIND.definition(),
                        ObservedIndex.Readiness.UNFINISHED,
                        "",
                        "idx_events_kind_exo_new"));
        Plan broken = plan();

        assertThat(whole)
                .containsExactly(
                        "create index idx_events_kind_exo_new on app.events, its partitions' to follow",
                        "create index " + part("events_2026_01") + " on partition app.events_2026_01 concurrently",
                        "attach index " + part("events_2026_01")
                                + " of partition app.events_2026_01 to idx_events_kind_exo_new",
                        "put index idx_events_kind_exo_new in the place of idx_events_kind on app.events");
        assertThat(broken.steps()).isEmpty();
        assertThat(broken.pending()).extracting(Pending::id).containsExactly("index.leaf-invalid");
    }

    @Test
    void reportsPartitionsThatAnIndexCannotBeBuiltOnOneByOne() {
        events.without(KIND.name());
        hasRows("events");
        leaves.add(new LeafState(name("far"), LeafState.Kind.FOREIGN, Filling.USED, 0, List.of()));
        leaves.add(new LeafState(name("deep"), LeafState.Kind.PARTITIONED, Filling.USED, 0, List.of()));

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .singleElement()
                .matches(
                        item -> item.what().contains("app.far is a foreign table, app.deep has partitions of its own"));
    }

    @Test
    void makesNamesThatTheServerDoesNotCutAndThatStayApart() {
        String one = "idx_" + "a".repeat(59);
        String other = "idx_" + "a".repeat(58) + "b";

        assertThat(IndexNames.replacement(one)).hasSize(63).isNotEqualTo(IndexNames.replacement(other));
        assertThat(IndexNames.replacement("ü".repeat(31)).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(63);
        assertThat(IndexNames.leaf("events_2026_01", KIND, List.of(part("events_2026_01"))))
                .isEqualTo(part("events_2026_01") + "2");
    }

    private void changed(Index index, String definition) {
        people.without(index.name());
        people.indexes.add(new ObservedIndex(index.name(), index.uniqueness().isUnique(), definition, true));
    }

    private void leaf(String leaf, Filling filling, long rows, ObservedIndex... indexes) {
        leaves.add(new LeafState(name(leaf), LeafState.Kind.TABLE, filling, rows, List.of(indexes)));
    }

    private void hasRows(String table) {
        answers.put(new Probe.HasRows(name(table)), new Probe.Answer(1, List.of()));
    }

    private Plan plan() {
        return plan(ObservedFixture.snapshot(people, events));
    }

    private Plan plan(SchemaSnapshot snapshot) {
        answers.put(new Probe.LeafIndexes(name("events")), new Probe.Answer(leaves.size(), List.of(), leaves));
        return new SchemaPlanner(DECLARED)
                .draft(snapshot, new Findings(answers))
                .plan();
    }

    private static Probe namesTaken() {
        Map<String, String> names = new HashMap<>();
        for (Table table : DECLARED.tables()) {
            for (Index index : table.indexes()) {
                names.put(index.name(), table.name());
                names.put(index.name() + "_exo", table.name());
            }
        }
        return new Probe.NamesTaken(name("people"), names);
    }

    /** The first eight hex digits of the SHA-1 of the definition are between the partition's name and the ending. */
    private static String part(String leaf) {
        return IndexNames.leaf(leaf, KIND, List.of());
    }

    private static ObservedIndex valid(String name, Index index) {
        return new ObservedIndex(name, index.uniqueness().isUnique(), index.definition(), true);
    }

    private static ObservedIndex unfinished(String name, Index index) {
        return new ObservedIndex(name, index.uniqueness().isUnique(), index.definition(), false);
    }

    private static ObservedIndex attached(String name, String parent) {
        return new ObservedIndex(name, false, KIND.definition(), ObservedIndex.Readiness.USABLE, "", parent);
    }

    private static QualifiedName name(String table) {
        return new QualifiedName("app", table);
    }

    private static List<String> texts(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    private static Table table(String name, Table.Layout layout, List<String> columns, List<Index> indexes) {
        List<Column> all = new ArrayList<>();
        all.add(column("id", ColumnType.UUID));
        all.add(column("created_at", ColumnType.TIMESTAMPTZ));
        columns.forEach(column -> all.add(column(column, ColumnType.TEXT)));
        List<String> key = layout == Table.Layout.MONTHLY ? List.of("id", "created_at") : List.of("id");
        return new Table(name, layout, Table.Owner.BACKEND, all, key, indexes, List.of(), List.of());
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.OPEN);
    }
}
