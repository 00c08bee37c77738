package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Change.Validation;
import exo.db.schema.ForeignKey.OnDelete;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeferralTest {
    private final Deferral deferral = new Deferral();

    @Test
    void holdsNothingBackBeforeAnythingWasPutOff() {
        assertThat(deferral.holdsBack(column("users"))).isFalse();
    }

    @Test
    void holdsBackWhatTouchesTheSameTable() {
        deferral.putOff(column("users"));

        assertThat(deferral.holdsBack(column("users"))).isTrue();
        assertThat(deferral.holdsBack(column("teams"))).isFalse();
    }

    @Test
    void holdsBackAKeyThatRefersToTheTable() {
        deferral.putOff(column("users"));

        assertThat(deferral.holdsBack(key("user_tokens", "users"))).isTrue();
        assertThat(deferral.holdsBack(key("teams", "tenants"))).isFalse();
    }

    @Test
    void aKeyThatWasPutOffHoldsBackItsValidationAndNotTheTableItRefersTo() {
        deferral.putOff(key("users", "tenants"));

        assertThat(deferral.holdsBack(Step.locking(
                        Stage.CONSTRAINTS,
                        new Change.ValidateConstraint(name("users"), "fk_users_tenants"),
                        name("users"),
                        LockMode.SHARE_UPDATE_EXCLUSIVE)))
                .isTrue();
        assertThat(deferral.holdsBack(key("teams", "tenants"))).isFalse();
    }

    @Test
    void aPartOfAnIndexThatWasPutOffHoldsBackTheReplacementOfTheWholeAndNothingElseOfTheParent() {
        deferral.putOff(Step.outside(
                Stage.AUTO_MIGRATE,
                new Change.CreateLeafIndex(
                        name("events"),
                        name("events_2026_01"),
                        new Index("part", List.of("seq"), Index.Uniqueness.PLAIN, ""),
                        Change.IndexBuild.CONCURRENT),
                name("events_2026_01"),
                LockMode.SHARE_UPDATE_EXCLUSIVE));

        assertThat(deferral.holdsBack(Step.locking(
                        Stage.AUTO_MIGRATE,
                        new Change.ReplaceIndex(
                                name("events"), "idx_events_seq", "idx_events_seq_exo_new", Change.IndexForm.INDEX),
                        name("events"),
                        LockMode.ACCESS_EXCLUSIVE)))
                .isTrue();
        assertThat(deferral.holdsBack(column("events"))).isFalse();
    }

    private static Step column(String table) {
        return Step.locking(
                Stage.AUTO_MIGRATE,
                new Change.DropNotNull(name(table), "name"),
                name(table),
                LockMode.ACCESS_EXCLUSIVE);
    }

    private static Step key(String table, String referenced) {
        return new Step(
                Stage.CONSTRAINTS,
                new Change.AddForeignKey(
                        name(table),
                        new ForeignKey("fk_" + table + "_" + referenced, "x_id", referenced, OnDelete.CASCADE),
                        Validation.LATER),
                Scope.OWN,
                List.of(
                        new TableLock(name(table), LockMode.SHARE_ROW_EXCLUSIVE),
                        new TableLock(name(referenced), LockMode.SHARE_ROW_EXCLUSIVE)),
                Set.of());
    }

    private static QualifiedName name(String table) {
        return new QualifiedName("public", table);
    }
}
