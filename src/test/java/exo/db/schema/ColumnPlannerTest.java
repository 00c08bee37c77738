package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.schema.ObservedTable.ObservedColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Columns whose type, default or nullability is not the declared one; GORM's faults among them, set right. */
final class ColumnPlannerTest {
    private final PeopleFixture stage = new PeopleFixture();

    @Test
    void convertsTextOfALimitedLengthWithoutARewriteWhateverTheSizeOfTheTable() {
        for (String type : List.of("character varying(120)", "character varying", "citext", "public.citext")) {
            observe("email", type);
            stage.isLarge();

            assertThat(stage.texts()).as(type).containsExactly("convert app.people.email from " + type + " to text");
            assertThat(works()).as(type).containsExactly(Cost.Work.DEFINITIONS);
        }
    }

    @Test
    void rewritesSmallTablesAndLeavesLargeOnesAsTheBackendWorksWithThem() {
        for (String[] column : new String[][] {
            {"email", "character(8)", "text"},
            {"email", "name", "text"},
            {"seats", "integer", "bigint"},
            {"seats", "smallint", "bigint"},
            {"extra", "json", "jsonb"}
        }) {
            PeopleFixture other = new PeopleFixture();
            other.people.column(column[0], column[1], Nullability.NOT_NULL, column[0].equals("seats") ? "90" : "");
            List<String> small = other.texts();
            other.isLarge();
            Plan large = other.plan();

            String conversion = column[0] + " from " + column[1] + " to " + column[2];
            assertThat(small).containsExactly("convert app.people." + conversion);
            assertThat(large.steps()).as(conversion).isEmpty();
            assertThat(large.pending()).extracting(Pending::id).containsExactly("column.rewrite");
        }
    }

    @Test
    void givesTheStatementForAConversionThatWouldRewriteTooMuch() {
        stage.people.column("extra", "json", Nullability.NOT_NULL, "");
        stage.isLarge();

        assertThat(stage.plan().pending())
                .extracting(Pending::next)
                .containsExactly("the backend works with it as it is; convert it by hand in a quiet hour: alter table"
                        + " app.people alter column extra type jsonb using extra::jsonb");
    }

    @Test
    void holdsAChecksRowsAgainstItAfterTheConversionOfALargeTable() {
        stage.people
                .column("kind", "character varying(20)", Nullability.NOT_NULL, "'a'::character varying")
                .without("chk_people_kind");
        stage.check(
                "chk_people_kind",
                "((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                true);
        List<String> small = stage.texts();
        stage.isLarge();

        assertThat(small).containsExactly("convert app.people.kind from character varying(20) to text");
        assertThat(stage.texts())
                .containsExactly(
                        "add check chk_people_kind_exo to app.people, not yet valid",
                        "replace chk_people_kind on app.people by chk_people_kind_exo",
                        "convert app.people.kind from character varying(20) to text",
                        "validate chk_people_kind on app.people");
    }

    @Test
    void leavesALargeTableWhoseConversionWouldBuildAnIndexAnew() {
        observe("email", "character varying(120)");
        stage.people.indexes.add(
                new ObservedTable.ObservedIndex("theirs", false, "USING btree (email) WHERE (seats > 3)", true));
        stage.isLarge();

        assertThat(stage.plan().steps()).isEmpty();
        assertThat(stage.plan().pending())
                .extracting(Pending::what)
                .containsExactly("app.people.email is character varying(120), declared is text: converting builds"
                        + " indexes anew on 9 MiB while nobody can use the table");
    }

    @Test
    void removesTheLimitOfATimesPrecision() {
        stage.people.column("seen_at", "timestamp(3) with time zone", Nullability.NOT_NULL, "now()");

        assertThat(stage.texts())
                .containsExactly(
                        "convert app.people.seen_at from timestamp(3) with time zone to timestamp with time zone");
    }

    @Test
    void convertsNoValueThatTheNewTypeRefuses() {
        stage.people.column("extra", "json", Nullability.NOT_NULL, "");
        stage.offends(refused("extra", "json", ColumnType.JSONB), "r");

        assertThat(stage.plan().steps()).isEmpty();
        assertThat(stage.plan().pending())
                .extracting(Pending::id, Pending::what)
                .containsExactly(tuple(
                        "column.type",
                        "app.people.extra is json, declared is jsonb, which refuses the value in 1 row: r"));
    }

    @Test
    void narrowsOnlyWhatIsAllowedByName() {
        stage.hasRows();
        for (String[] column : new String[][] {
            {"team_id", "text", "uuid"},
            {"seats", "numeric", "bigint"},
            {"seats", "text", "bigint"},
            {"seats", "double precision", "bigint"},
            {"enabled", "text", "boolean"},
            {"enabled", "integer", "boolean"},
            {"seen_at", "timestamp without time zone", "timestamp with time zone"},
            {"seen_at", "date", "timestamp with time zone"},
            {"extra", "text", "jsonb"},
            {"extra", "text[]", "jsonb"},
            {"address", "text", "inet"},
            {"email", "uuid", "text"},
            {"email", "jsonb", "text"}
        }) {
            PeopleFixture other = new PeopleFixture();
            other.hasRows();
            observe(other, column[0], column[1]);

            Plan unnamed = other.plan();
            Plan named = other.plan(Hazard.NARROW_TYPE);

            String conversion = column[0] + " from " + column[1] + " to " + column[2];
            assertThat(unnamed.steps()).as(conversion).isEmpty();
            assertThat(unnamed.pending())
                    .as(conversion)
                    .extracting(Pending::id, Pending::next)
                    .contains(tuple(
                            "hazard.narrow-type", "run migrate again with --allow narrow-type, or convert it by hand"));
            assertThat(named.steps())
                    .extracting(step -> ChangeText.of(step.change()))
                    .containsExactly("convert app.people." + conversion + " value by value");
            assertThat(named.steps())
                    .allMatch(step -> step.hazards().equals(java.util.Set.of(Hazard.NARROW_TYPE))
                            && step.cost().work() == Cost.Work.REWRITE
                            && step.locks()
                                    .equals(List.of(new TableLock(PeopleFixture.NAME, LockMode.ACCESS_EXCLUSIVE))));
        }
    }

    @Test
    void namesTheRowsWhoseValuesWouldChange() {
        stage.hasRows();
        observe("seats", "numeric");
        stage.offends(new Probe.Losing(PeopleFixture.NAME, "seats", "numeric", ColumnType.BIGINT), "f", "g");

        assertThat(stage.plan().pending())
                .extracting(Pending::what)
                .contains("app.people.seats is numeric, declared is bigint: converting rewrites the table while nobody"
                        + " can use it, and changes the value in 2 rows: f, g");
    }

    @Test
    void leavesRowsThatCannotBeConvertedAlsoWhereNarrowingIsAllowed() {
        stage.hasRows();
        observe("seats", "text");
        stage.offends(refused("seats", "text", ColumnType.BIGINT), "x");

        Plan plan = stage.plan(Hazard.NARROW_TYPE);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .contains(new Pending(
                        "column.type",
                        "app.people.seats is text, declared is bigint, which refuses the value in 1 row: x",
                        "mend these rows, then run migrate again with --allow narrow-type"));
    }

    @Test
    void narrowsAnEmptyTableUnasked() {
        observe("seats", "text");

        assertThat(stage.texts()).contains("convert app.people.seats from text to bigint value by value");
        assertThat(stage.plan().hazards()).isEmpty();
    }

    @Test
    void neverGuessesWhatBytesMean() {
        observe("hash", "text");

        assertThat(stage.plan(Hazard.NARROW_TYPE).steps()).isEmpty();
        assertThat(stage.plan().pending()).extracting(Pending::id).containsExactly("column.type");
    }

    @Test
    void hasAnotherTypeCountAsLackingUnlessTheBackendReadsItAsWell() {
        assertThat(TypeChange.between("character varying(9)", ColumnType.TEXT).isReadable())
                .isTrue();
        assertThat(TypeChange.between("character(9)", ColumnType.TEXT).isReadable())
                .isTrue();
        assertThat(TypeChange.between("integer", ColumnType.BIGINT).isReadable())
                .isTrue();
        assertThat(TypeChange.between("json", ColumnType.JSONB).isReadable()).isTrue();
        assertThat(TypeChange.between("numeric(10,2)", ColumnType.BIGINT).isReadable())
                .isFalse();
        assertThat(TypeChange.between("timestamp without time zone", ColumnType.TIMESTAMPTZ)
                        .isReadable())
                .isFalse();
        assertThat(TypeChange.between("text", ColumnType.UUID).isReadable()).isFalse();
        assertThat(TypeChange.between("text[]", ColumnType.TEXT).isReadable()).isFalse();
    }

    @Test
    void fillsNullsWithTheDefaultOnlyWhereThatIsAllowedByName() {
        stage.people.column("kind", "text", Nullability.NULLABLE, "'a'::text");
        stage.offends(new Probe.Nulls(PeopleFixture.NAME, "kind"), "m", "n");

        Plan unnamed = stage.plan();
        Plan named = stage.plan(Hazard.FILL_NULLS);

        assertThat(unnamed.steps()).isEmpty();
        assertThat(unnamed.pending())
                .containsExactly(new Pending(
                        "hazard.fill-nulls",
                        "app.people.kind is declared NOT NULL but is NULL in 2 rows: m, n",
                        "give these rows a value and run migrate again, or have it write 'a'::text: exo-db-cli migrate"
                                + " --allow fill-nulls"));
        assertThat(named.pending()).isEmpty();
        assertThat(stage.texts(Hazard.FILL_NULLS))
                .containsExactly("fill app.people.kind in batches", "set app.people.kind not null");
        assertThat(named.steps().getFirst().hazards()).containsExactly(Hazard.FILL_NULLS);
        assertThat(named.steps().getFirst().cost()).isEqualTo(Cost.batches(2));
    }

    @Test
    void leavesNullsWithoutADefaultWhateverIsAllowed() {
        stage.people.column("email", "text", Nullability.NULLABLE, "");
        stage.offends(new Probe.Nulls(PeopleFixture.NAME, "email"), "m");

        Plan plan = stage.plan(Hazard.values());

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::next)
                .containsExactly("give these rows a value, then run migrate again");
    }

    @Test
    void goesOnFromTheProofThatAnInterruptedRunLeftAndUsesSomebodysOwn() {
        stage.people.column("email", "text", Nullability.NULLABLE, "");
        Change.Proof none = proof();
        stage.check("exo_not_null_email", "(email IS NOT NULL)", false);
        Change.Proof unproved = proof();
        stage.people.without("exo_not_null_email");
        stage.check("exo_not_null_email", "(email IS NOT NULL)", true);
        Change.Proof proved = proof();
        stage.people.without("exo_not_null_email");
        stage.check("hers", "(email IS NOT NULL)", true);
        Change.Proof somebodys = proof();
        stage.people.without("hers");
        stage.check("hers", "(email IS NOT NULL)", false);
        Change.Proof unprovedByOthers = proof();

        assertThat(none).isEqualTo(Change.Proof.TO_BE_ADDED);
        assertThat(unproved).isEqualTo(Change.Proof.TO_BE_VALIDATED);
        assertThat(proved).isEqualTo(Change.Proof.VALIDATED);
        assertThat(somebodys).isEqualTo(Change.Proof.SOMEBODY_ELSES);
        assertThat(unprovedByOthers).isEqualTo(Change.Proof.TO_BE_ADDED);
    }

    @Test
    void saysAtEveryBootThatAColumnMakesInsertsFail() {
        stage.people.columns.add(new ObservedColumn("old", "text", Nullability.NOT_NULL, ""));

        assertThat(stage.plan().steps()).isEmpty();
        assertThat(stage.plan().pending())
                .containsExactly(new Pending(
                        "column.required",
                        "app.people.old is not declared, allows no NULL and has no default: the backend's inserts fail",
                        "alter table app.people alter column old drop not null"));
    }

    @Test
    void givesTheStatementForAColumnThatRowsWouldNeedAValueFor() {
        stage.people.without("email");
        stage.hasRows();

        assertThat(stage.plan().pending())
                .extracting(Pending::next)
                .containsExactly("alter table app.people add column email text; then give every row a value and run"
                        + " migrate again, which sets NOT NULL");
    }

    @Test
    void findsNoDifferenceBetweenTheServersSpellingsOfADefault() {
        stage.people.column("seats", "bigint", Nullability.NOT_NULL, "'90'::bigint");
        stage.people.column("kind", "text", Nullability.NOT_NULL, "'a'::character varying");
        stage.people.column("enabled", "boolean", Nullability.NOT_NULL, "'f'::boolean");
        stage.people.column("seen_at", "timestamp with time zone", Nullability.NOT_NULL, "CURRENT_TIMESTAMP");
        stage.people.column("extra", "jsonb", Nullability.NULLABLE, "'{}'::jsonb");

        assertThat(stage.plan()).isEqualTo(Plan.EMPTY);
        assertThat(stage.isWhole()).isTrue();
    }

    private Change.Proof proof() {
        return stage.plan().steps().stream()
                .map(Step::change)
                .filter(Change.SetNotNull.class::isInstance)
                .map(change -> ((Change.SetNotNull) change).proof())
                .findFirst()
                .orElseThrow();
    }

    private List<Cost.Work> works() {
        return stage.plan().steps().stream().map(step -> step.cost().work()).toList();
    }

    private void observe(String column, String type) {
        observe(stage, column, type);
    }

    /** What refers to the column cannot be as declared while it has another type. */
    private static void observe(PeopleFixture stage, String column, String type) {
        stage.people.column(column, type, Nullability.NOT_NULL, "");
    }

    private static Probe refused(String column, String from, ColumnType to) {
        return new Probe.Refused(PeopleFixture.NAME, column, from, to);
    }
}
