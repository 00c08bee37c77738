package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.engine.Headway;
import exo.db.engine.PlanEvent;
import exo.db.engine.PlanEvent.Activity;
import exo.db.schema.Change;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProgressTextTest {
    private static final QualifiedName USERS = new QualifiedName("public", "users");
    private static final Step STEP = step("fk_users_tenant");

    @Test
    void saysPhasePercentTimeSoFarAndTimeLeft() {
        Activity building = new Activity.Building("building index: scanning table", 13, Duration.ofSeconds(192));

        assertThat(ProgressText.of(after(building, 28)))
                .isEqualTo(
                        "validate fk_users_tenant on public.users: about 13 %, building index: scanning table, 28 s so"
                                + " far, about 3 min 12 s left");
    }

    @Test
    void putsFirstWhatChangesWhereTheLineMayBeCutOff() {
        Activity building = new Activity.Building("building index: scanning table", 13, Duration.ofSeconds(192));

        assertThat(ProgressText.inPlace(after(building, 28)))
                .isEqualTo(
                        "[#.........] about 13 %, building index: scanning table, 28 s so far, about 3 min 12 s left: "
                                + "validate fk_users_tenant on public.users");
    }

    @Test
    void showsABarTheRateAndTheTimeLeftOfWorkWhoseWholeIsKnown() {
        Headway half = new Headway("public.sessions", 90_000, "values opened", 50, 100, Duration.ofSeconds(45));

        assertThat(ProgressText.inPlace(half))
                .isEqualTo("[#####.....] 50 %, 90,000 values opened, 2,000/s, 45 s so far, about 45 s left:"
                        + " public.sessions");
        assertThat(ProgressText.of(half)).startsWith("50 %, 90,000 values opened, 2,000/s, ");
    }

    @Test
    void promisesNoEndOfWorkWhoseWholeIsNotKnown() {
        Headway some = new Headway("a/b.cast", 30, "recordings looked at", 0, 0, Duration.ofMillis(900));

        assertThat(ProgressText.inPlace(some)).isEqualTo("30 recordings looked at, 0 s so far: a/b.cast");
    }

    @Test
    void promisesNothingWhileNobodyCanKnow() {
        assertThat(ProgressText.of(after(new Activity.Building("initializing", 0, null), 1)))
                .endsWith(": about 0 %, initializing, 1 s so far");
    }

    @Test
    void countsWorkAloneWhileABuildWaitsForOthers() {
        Activity waiting = new Activity.Building("waiting for old snapshots", 90, Duration.ofSeconds(5));

        assertThat(ProgressText.of(after(waiting, 4000)))
                .endsWith("waiting for old snapshots, 1 h 6 min so far, about 5 s of work left when the wait is over");
    }

    @Test
    void admitsThatTheServerDoesNotSayHowFarAValidationIs() {
        assertThat(ProgressText.of(after(new Activity.Checking(1_200_000), 3)))
                .endsWith(": 3 s so far, about 1,200,000 rows to read; the server does not say how far it is");
    }

    @Test
    void givesAGrowingStreamALineEvery15SecondsOfEachStep() {
        ProgressText.Rhythm rhythm = new ProgressText.Rhythm();
        Activity checking = new Activity.Checking(0);

        assertThat(rhythm.isDue(after(checking, 14))).isFalse();
        assertThat(rhythm.isDue(after(checking, 15))).isTrue();
        assertThat(rhythm.isDue(after(checking, 16))).isFalse();
        assertThat(rhythm.isDue(after(checking, 31))).isTrue();
        assertThat(rhythm.isDue(new PlanEvent.Progress(step("other"), checking, Duration.ofSeconds(31))))
                .isTrue();
        assertThat(rhythm.isDue(new PlanEvent.Progress(step("third"), checking, Duration.ofSeconds(2))))
                .isFalse();
    }

    private static PlanEvent.Progress after(Activity activity, long seconds) {
        return new PlanEvent.Progress(STEP, activity, Duration.ofSeconds(seconds));
    }

    private static Step step(String constraint) {
        return new Step(
                Stage.CONSTRAINTS, new Change.ValidateConstraint(USERS, constraint), Scope.OWN, List.of(), Set.of());
    }
}
