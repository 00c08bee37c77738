package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A declared name that says something else than declared is made to say it, and is never without a meaning. */
final class ReplacementPlannerTest {
    private static final String WITHOUT_CASCADE = "team_id -> teams(id) a";

    private final PeopleFixture stage = new PeopleFixture();

    @Test
    void buildsTheDeclaredKeyBesideTheChangedOneThenSwapsThem() {
        changeKey();

        Plan plan = stage.plan();

        assertThat(stage.texts())
                .containsExactly(
                        "add foreign key fk_people_team_exo to app.people, not yet valid",
                        "validate fk_people_team_exo on app.people",
                        "replace fk_people_team on app.people by fk_people_team_exo");
        assertThat(plan.steps()).allMatch(step -> step.scope() == Scope.OWN);
        assertThat(plan.steps().getLast().locks())
                .extracting(TableLock::table, TableLock::mode)
                .containsExactly(
                        tuple(PeopleFixture.NAME, LockMode.ACCESS_EXCLUSIVE),
                        tuple(new QualifiedName("app", "teams"), LockMode.ACCESS_EXCLUSIVE));
    }

    @Test
    void replacesAKeyWhateverTermDiffers() {
        for (String changed : List.of(
                "team_id -> teams(id) a",
                "team_id -> teams(id) n",
                "team_id -> groups(id) c",
                "FOREIGN KEY (team_id) REFERENCES teams(id) ON UPDATE CASCADE ON DELETE CASCADE",
                "FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
                "FOREIGN KEY (team_id) REFERENCES other.teams(id) ON DELETE CASCADE")) {
            stage.people.without("fk_people_team");
            stage.key("fk_people_team", changed, true);

            assertThat(stage.texts())
                    .as(changed)
                    .endsWith("replace fk_people_team on app.people by fk_people_team_exo");
        }
    }

    @Test
    void goesOnFromAReplacementThatIsNotProvedYet() {
        changeKey();
        stage.key("fk_people_team_exo", PeopleFixture.KEY.definition(), false);

        assertThat(stage.texts())
                .containsExactly(
                        "validate fk_people_team_exo on app.people",
                        "replace fk_people_team on app.people by fk_people_team_exo");
    }

    @Test
    void goesOnFromAReplacementThatOnlyHasToTakeTheName() {
        changeKey();
        stage.key("fk_people_team_exo", PeopleFixture.KEY.definition(), true);

        assertThat(stage.isWhole()).isFalse();
        assertThat(stage.texts()).containsExactly("replace fk_people_team on app.people by fk_people_team_exo");
    }

    @Test
    void dropsWhatAReplacementByAnEarlierDeclarationLeft() {
        changeKey();
        stage.key("fk_people_team_exo", "team_id -> teams(id) n", false);

        assertThat(stage.texts())
                .startsWith(
                        "drop fk_people_team_exo on app.people, left by an interrupted replacement",
                        "add foreign key fk_people_team_exo to app.people, not yet valid");
    }

    @Test
    void replacesAChangedKeyAlsoWhereTheDeclaredOneExistsUnderAnotherName() {
        changeKey();
        stage.key("fk_teams_people", PeopleFixture.KEY.definition(), true);

        assertThat(stage.isWhole()).isFalse();
        assertThat(stage.texts()).endsWith("replace fk_people_team on app.people by fk_people_team_exo");
    }

    @Test
    void leavesTheChangedKeyInPlaceWhileRowsWouldBreakTheDeclaredOne() {
        changeKey();
        stage.offends(
                new Probe.Orphans(PeopleFixture.NAME, PeopleFixture.KEY, new QualifiedName("app", "teams")), "o", "p");

        Plan plan = stage.plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .containsExactly(new Pending(
                        "foreign-key.orphans",
                        "app.people.team_id refers to rows of teams that are gone in 2 rows: o, p",
                        "delete or mend these rows, then run migrate again; until then fk_people_team stays as it is,"
                                + " unlike declared"));
    }

    @Test
    void neverTouchesAChangedKeyUnderANameThatIsNotDeclared() {
        stage.key("fk_teams_people", WITHOUT_CASCADE, true);

        assertThat(stage.plan()).isEqualTo(Plan.EMPTY);
        assertThat(stage.isWhole()).isTrue();
    }

    @Test
    void keepsEquivalentsUnderOtherNamesAndASecondOne() {
        stage.people.without("fk_people_team").without("chk_people_seats");
        stage.key("fk_teams_people", PeopleFixture.KEY.definition(), true);
        stage.key("second", PeopleFixture.KEY.definition(), true);
        stage.check("theirs", "(seats > (0)::bigint)", true);

        assertThat(stage.plan()).isEqualTo(Plan.EMPTY);
        assertThat(stage.isWhole()).isTrue();
    }

    @Test
    void addsAKeyBesideACheckOfItsName() {
        stage.people.without("fk_people_team");
        stage.check("fk_people_team", "(seats < 9)", true);

        assertThat(stage.texts()).containsExactly("add foreign key fk_people_team_exo to app.people");
    }

    @Test
    void replacesAChangedCheckInThreeSteps() {
        changeCheck();

        assertThat(stage.texts())
                .containsExactly(
                        "add check chk_people_seats_exo to app.people, not yet valid",
                        "validate chk_people_seats_exo on app.people",
                        "replace chk_people_seats on app.people by chk_people_seats_exo");
    }

    @Test
    void goesOnFromEachStateOfACheckInTheMiddleOfItsReplacement() {
        changeCheck();
        stage.check("chk_people_seats_exo", "(seats > 0)", false);
        List<String> unproved = stage.texts();
        stage.people.without("chk_people_seats_exo");
        stage.check("chk_people_seats_exo", "(seats > 0)", true);
        List<String> proved = stage.texts();
        stage.people.without("chk_people_seats_exo");
        stage.check("chk_people_seats_exo", "(seats > 5)", true);
        List<String> outdated = stage.texts();

        assertThat(unproved)
                .containsExactly(
                        "validate chk_people_seats_exo on app.people",
                        "replace chk_people_seats on app.people by chk_people_seats_exo");
        assertThat(proved).containsExactly("replace chk_people_seats on app.people by chk_people_seats_exo");
        assertThat(outdated).startsWith("drop chk_people_seats_exo on app.people, left by an interrupted replacement");
    }

    @Test
    void leavesTheChangedCheckInPlaceWhileRowsWouldBreakTheDeclaredOne() {
        changeCheck();
        stage.offends(new Probe.Violations(PeopleFixture.NAME, PeopleFixture.CHECK), "v");

        Plan plan = stage.plan();

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending())
                .extracting(Pending::id, Pending::next)
                .containsExactly(tuple(
                        "check.violated",
                        "mend these rows, then run migrate again; until then chk_people_seats stays as it is, unlike"
                                + " declared"));
    }

    @Test
    void validatesWhatIsThereAndNotYetProved() {
        stage.people.without("fk_people_team").without("chk_people_seats");
        stage.key("fk_people_team", PeopleFixture.KEY.definition(), false);
        stage.check("chk_people_seats", "(seats > 0)", false);

        assertThat(stage.texts())
                .containsExactly("validate chk_people_seats on app.people", "validate fk_people_team on app.people");
    }

    @Test
    void saysThatProvingReadsTheTable() {
        changeKey();

        assertThat(stage.plan().steps())
                .extracting(step -> step.cost().work())
                .containsExactly(Cost.Work.DEFINITIONS, Cost.Work.SCAN, Cost.Work.DEFINITIONS);
    }

    @Test
    void givesTheTemporaryNameAtMostSixtyThreeBytes() {
        String longest = "f".repeat(63);
        String sibling = "f".repeat(62) + "g";

        assertThat(Identifiers.temporary("fk_people_team")).isEqualTo("fk_people_team_exo");
        assertThat(Identifiers.temporary("f".repeat(59))).hasSize(63);
        assertThat(Identifiers.temporary(longest))
                .hasSize(63)
                .endsWith("_exo")
                .isNotEqualTo(Identifiers.temporary(sibling));
    }

    private void changeKey() {
        stage.people.without("fk_people_team");
        stage.key("fk_people_team", WITHOUT_CASCADE, true);
        stage.hasRows();
    }

    private void changeCheck() {
        stage.people.without("chk_people_seats");
        stage.check("chk_people_seats", "(seats > 1)", true);
        stage.hasRows();
    }
}
