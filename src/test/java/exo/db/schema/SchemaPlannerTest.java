package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaPlannerTest {
    private static final Table TEAMS = table("teams", List.of(id(), column("name", ColumnType.TEXT)), List.of());
    private static final Index EMAIL =
            new Index("idx_people_email_lower", List.of("lower(email)"), Uniqueness.UNIQUE, "");
    private static final Index SLUG = new Index("idx_people_slug", List.of("slug"), Uniqueness.UNIQUE, "");
    private static final Index TEAM = new Index("idx_people_team_id", List.of("team_id"), Uniqueness.PLAIN, "");
    private static final ForeignKey KEY = new ForeignKey("fk_people_team", "team_id", "teams", OnDelete.CASCADE);
    private static final Check CHECK = new Check("chk_people_seats", "(seats > 0)");
    private static final Table PEOPLE = new Table(
            "people",
            Table.Layout.PLAIN,
            Table.Owner.BACKEND,
            List.of(
                    id(),
                    created(),
                    column("team_id", ColumnType.UUID),
                    column("email", ColumnType.TEXT),
                    column("slug", ColumnType.TEXT),
                    new Column("seats", ColumnType.BIGINT, Nullability.NOT_NULL, value("90"), Sensitivity.OPEN),
                    new Column(
                            "note", ColumnType.TEXT, Nullability.NULLABLE, new ColumnDefault.None(), Sensitivity.OPEN),
                    new Column(
                            "secret",
                            ColumnType.TEXT,
                            Nullability.NULLABLE,
                            new ColumnDefault.None(),
                            Sensitivity.ENCRYPTED),
                    new Column(
                            "extra",
                            ColumnType.JSONB,
                            Nullability.NOT_NULL,
                            value("jsonb_build_object()"),
                            Sensitivity.OPEN)),
            List.of("id"),
            List.of(EMAIL, SLUG, TEAM),
            List.of(KEY),
            List.of(CHECK));
    private static final Table EVENTS = new Table(
            "events",
            Table.Layout.MONTHLY,
            Table.Owner.BACKEND,
            List.of(id(), created(), column("kind", ColumnType.TEXT)),
            List.of("id", "created_at"),
            List.of(new Index("idx_events_kind", List.of("kind"), Uniqueness.PLAIN, "")),
            List.of(),
            List.of());
    private static final DeclaredSchema DECLARED = new DeclaredSchema(1, List.of(TEAMS, PEOPLE, EVENTS));
    private static final QualifiedName NAME = new QualifiedName("app", "people");

    private final ObservedFixture people = new ObservedFixture(PEOPLE);
    private final ObservedFixture events = new ObservedFixture(EVENTS);
    private final ObservedFixture teams = new ObservedFixture(TEAMS);
    private final Map<Probe, Probe.Answer> answers = new HashMap<>();

    @Test
    void makesEverythingWhereNothingIsThereParentsOfPartitionsFirstAndKeysLast() {
        Plan plan = plan(ObservedFixture.snapshot());

        assertThat(texts(plan))
                .containsExactly(
                        "create table app.events, partitioned by month",
                        "create table app.teams",
                        "create table app.people",
                        "create index idx_people_slug on app.people",
                        "create index idx_people_team_id on app.people",
                        "create index idx_events_kind on app.events",
                        "create index idx_people_email_lower on app.people",
                        "add foreign key fk_people_team to app.people");
        assertThat(plan.steps()).allMatch(step -> step.scope() == Scope.SHARED);
    }

    @Test
    void plansNothingWhereEverythingIsAsDeclared() {
        assertThat(plan()).isEqualTo(Plan.EMPTY);
    }

    @Test
    void plansTheSameFromTheSame() {
        people.without("idx_people_slug").without("note").without("fk_people_team");

        assertThat(plan()).isEqualTo(plan());
    }

    @Test
    void addsAMissingColumn() {
        people.without("note").without("seats").without(CHECK.name());
        hasRows();

        assertThat(texts(plan()))
                .containsExactly(
                        "add column app.people.seats",
                        "add column app.people.note",
                        "add check chk_people_seats to app.people, not yet valid",
                        "validate chk_people_seats on app.people");
    }

    @Test
    void asksNoRowForAColumnThatIsYetToBeAdded() {
        people.without("seats").without(CHECK.name()).without("team_id").without("fk_people_team");
        hasRows();

        SchemaPlanner.Draft draft = new SchemaPlanner(DECLARED).draft(snapshot(), new Findings(answers));

        assertThat(draft.open()).isEmpty();
    }

    @Test
    void leavesOutAColumnThatNeedsAValueWithAllThatNeedsTheColumn() {
        people.without("slug").without("idx_people_slug");
        hasRows();

        Plan plan = plan();

        assertThat(texts(plan)).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("column.needs-value", "column.needed");
    }

    @Test
    void addsAColumnThatNeedsAValueWhileTheTableIsEmpty() {
        people.without("slug").without("idx_people_slug");

        assertThat(texts(plan()))
                .containsExactly("add column app.people.slug", "create index idx_people_slug on app.people");
    }

    @Test
    void makesRoomForEnvelopesAndWritesDownWhenFirst() {
        people.column("secret", "jsonb", Nullability.NOT_NULL, "'{}'::jsonb");
        people.indexes.add(new ObservedIndex("by_secret", false, "USING gin (secret)", true));
        hasRows();

        Plan plan = plan();

        assertThat(texts(plan))
                .containsExactly(
                        "record in app.schema_state when people.secret became text",
                        "drop index app.by_secret",
                        "drop the default of app.people.secret",
                        "convert app.people.secret from jsonb to text",
                        "allow nulls in app.people.secret");
        assertThat(plan.steps()).allMatch(step -> step.stage() == Stage.ENCRYPTED_COLUMNS);
    }

    @Test
    void convertsVaryingCharactersAndAllElseOfTheColumnInOneGo() {
        people.column("email", "character varying(120)", Nullability.NULLABLE, "'x'::character varying");

        assertThat(texts(plan()))
                .containsExactly(
                        "convert app.people.email from character varying(120) to text",
                        "drop the default of app.people.email",
                        "set app.people.email not null");
    }

    @Test
    void widensASmallTableAndLeavesALargeOne() {
        people.column("seats", "integer", Nullability.NOT_NULL, "90");
        hasRows();
        List<String> small = texts(plan());
        answers.put(new Probe.Size(NAME), new Probe.Answer(9 << 20, List.of()));

        Plan large = plan();

        assertThat(small).containsExactly("convert app.people.seats from integer to bigint");
        assertThat(large.steps()).isEmpty();
        assertThat(large.pending())
                .containsExactly(new Pending(
                        "column.rewrite",
                        "app.people.seats is integer, declared is bigint: converting rewrites 9 MiB while nobody can use"
                                + " the table",
                        "the backend works with it as it is; convert it by hand in a quiet hour: alter table app.people"
                                + " alter column seats type bigint"));
    }

    @Test
    void leavesAnyOtherTypeAndWhatNeedsTheColumn() {
        people.column("team_id", "text", Nullability.NOT_NULL, "")
                .without("fk_people_team")
                .without("idx_people_team_id");
        hasRows();

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("hazard.narrow-type", "column.needed", "column.needed");
    }

    @Test
    void setsNotNullUnlessSomeRowHasNoValue() {
        people.column("slug", "text", Nullability.NULLABLE, "");
        List<String> free = texts(plan());
        answers.put(new Probe.Nulls(NAME, "slug"), new Probe.Answer(2, List.of("a", "b")));

        Plan blocked = plan();

        assertThat(free).containsExactly("set app.people.slug not null");
        assertThat(blocked.steps()).isEmpty();
        assertThat(blocked.pending())
                .extracting(Pending::id, Pending::what)
                .containsExactly(
                        tuple("column.nulls", "app.people.slug is declared NOT NULL but is NULL in 2 rows: a, b"));
    }

    @Test
    void allowsNullsWhereTheyAreDeclared() {
        people.column("note", "text", Nullability.NOT_NULL, "");

        assertThat(texts(plan())).containsExactly("allow nulls in app.people.note");
    }

    @Test
    void knowsTheServersSpellingsOfADefault() {
        for (String spelling : List.of("90", "'90'::bigint", "(90)::bigint", "'90'::integer", "('90'::text)::bigint")) {
            people.column("seats", "bigint", Nullability.NOT_NULL, spelling);

            assertThat(plan()).as(spelling).isEqualTo(Plan.EMPTY);
        }
    }

    @Test
    void toleratesWhatGormSetsInItsOwnWay() {
        people.column("created_at", "timestamp with time zone", Nullability.NULLABLE, "")
                .column("extra", "jsonb", Nullability.NULLABLE, "'{}'::jsonb")
                .column("note", "text", Nullability.NULLABLE, "NULL::text");

        assertThat(plan()).isEqualTo(Plan.EMPTY);
    }

    @Test
    void correctsADefault() {
        people.column("seats", "bigint", Nullability.NOT_NULL, "30");

        assertThat(texts(plan())).containsExactly("set the default of app.people.seats to 90");
    }

    @Test
    void keepsAnEquivalentIndexKeyAndCheckUnderOtherNames() {
        people.without("idx_people_team_id").without("fk_people_team").without(CHECK.name());
        people.indexes.add(new ObservedIndex("theirs", false, TEAM.definition(), true));
        people.foreignKeys.add(new ObservedForeignKey("fk_teams_people", KEY.definition(), true));
        people.foreignKeys.add(new ObservedForeignKey("second", KEY.definition(), true));
        people.checks.add(new ObservedCheck("theirs_too", CHECK.expression(), true));

        assertThat(plan()).isEqualTo(Plan.EMPTY);
    }

    @Test
    void knowsAnIndexOnAColumnThatIsStillToBecomeText() {
        people.column("email", "character varying(120)", Nullability.NOT_NULL, "")
                .without(EMAIL.name());
        people.indexes.add(new ObservedIndex(EMAIL.name(), true, "USING btree (lower((email)::text))", true));

        assertThat(plan().pending()).isEmpty();
        assertThat(texts(plan())).containsExactly("convert app.people.email from character varying(120) to text");
    }

    @Test
    void addsAForeignKeyInTwoStepsWhereRowsAre() {
        people.without("fk_people_team");
        hasRows();

        assertThat(texts(plan()))
                .containsExactly(
                        "add foreign key fk_people_team to app.people, not yet valid",
                        "validate fk_people_team on app.people");
    }

    @Test
    void holdsNewRowsToAKeyThatOldRowsBreak() {
        people.without("fk_people_team");
        hasRows();
        answers.put(new Probe.Orphans(NAME, KEY, new QualifiedName("app", "teams")), new Probe.Answer(1, List.of("o")));

        Plan plan = plan();

        assertThat(texts(plan)).containsExactly("add foreign key fk_people_team to app.people, not yet valid");
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("foreign-key.orphans");
    }

    @Test
    void validatesAKeyAndACheckThatWereAddedBefore() {
        people.without("fk_people_team").without(CHECK.name());
        people.foreignKeys.add(new ObservedForeignKey("fk_people_team", KEY.definition(), false));
        people.checks.add(new ObservedCheck(CHECK.name(), CHECK.expression(), false));

        assertThat(texts(plan()))
                .containsExactly("validate chk_people_seats on app.people", "validate fk_people_team on app.people");
    }

    @Test
    void leavesACheckThatRowsBreak() {
        people.without(CHECK.name());
        hasRows();
        answers.put(new Probe.Violations(NAME, CHECK), new Probe.Answer(1, List.of("v")));

        assertThat(plan().pending()).extracting(Pending::id).containsExactly("check.violated");
    }

    @Test
    void leavesAViewInThePlaceOfATableWithTheKeysToIt() {
        teams.kind = Kind.OTHER;
        teams.primaryKey = List.of();
        people.without("fk_people_team");

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id)
                .containsExactly("table.name-taken", "foreign-key.unreferable");
    }

    @Test
    void leavesAPlainTableThatIsDeclaredMonthly() {
        events.kind = Kind.TABLE;
        events.partitionKey = "";
        events.primaryKey = List.of("id");

        Plan plan = plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).extracting(Pending::id).containsExactly("partition.plain-table");
    }

    @Test
    void changesTablesInUseEachInATransactionOfItsOwn() {
        people.without("note").without("fk_people_team");

        assertThat(plan().steps()).hasSize(2).allMatch(step -> step.scope() == Scope.OWN);
    }

    @Test
    void saysWhatTheBackendCannotDoWithout() {
        people.without("slug")
                .without("idx_people_slug")
                .column("seats", "integer", Nullability.NOT_NULL, "90")
                .column("team_id", "text", Nullability.NOT_NULL, "");
        teams.kind = Kind.OTHER;

        assertThat(BackendNeeds.lacking(DECLARED, snapshot()))
                .containsExactly("teams", "people.team_id", "people.slug");
    }

    private void hasRows() {
        answers.put(new Probe.HasRows(NAME), new Probe.Answer(1, List.of()));
    }

    private Plan plan() {
        return plan(snapshot());
    }

    private SchemaSnapshot snapshot() {
        return ObservedFixture.snapshot(teams, people, events);
    }

    private Plan plan(SchemaSnapshot snapshot) {
        return new SchemaPlanner(DECLARED)
                .draft(snapshot, new Findings(answers))
                .plan();
    }

    private static List<String> texts(Plan plan) {
        return plan.steps().stream().map(step -> ChangeText.of(step.change())).toList();
    }

    private static Table table(String name, List<Column> columns, List<Index> indexes) {
        return new Table(
                name, Table.Layout.PLAIN, Table.Owner.BACKEND, columns, List.of("id"), indexes, List.of(), List.of());
    }

    private static Column id() {
        return new Column("id", ColumnType.UUID, Nullability.NOT_NULL, value("gen_random_uuid()"), Sensitivity.OPEN);
    }

    private static Column created() {
        return new Column("created_at", ColumnType.TIMESTAMPTZ, Nullability.NOT_NULL, value("now()"), Sensitivity.OPEN);
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, Nullability.NOT_NULL, new ColumnDefault.None(), Sensitivity.OPEN);
    }

    private static ColumnDefault value(String sql) {
        return new ColumnDefault.Expression(sql);
    }
}
