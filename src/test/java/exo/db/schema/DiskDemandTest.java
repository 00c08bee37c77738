package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DiskDemandTest {
    private static final QualifiedName USERS = new QualifiedName("app", "users");
    private static final long MIB = 1024 * 1024;

    @Test
    void countsWhatIsCopiedAndEveryIndexThatIsBuilt() {
        Step rewrite = Step.locking(
                        Stage.AUTO_MIGRATE,
                        new Change.AlterColumnType(USERS, "seats", "integer", ColumnType.BIGINT),
                        USERS,
                        LockMode.ACCESS_EXCLUSIVE)
                .costing(Cost.rewrite(1000));
        Step validation = Step.locking(
                        Stage.CONSTRAINTS,
                        new Change.ValidateConstraint(USERS, "fk_users_tenant"),
                        USERS,
                        LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(1000));

        DiskDemand demand = DiskDemand.of(new Plan(List.of(rewrite, index("a"), validation, index("b")), List.of()));

        assertThat(demand).isEqualTo(new DiskDemand(List.of(USERS), List.of(USERS, USERS)));
    }

    @Test
    void refusesWhatDoesNotFitAndNothingElse() {
        assertThat(DiskDemand.refusal(3 * MIB, OptionalLong.of(2 * MIB)))
                .hasValueSatisfying(refusal -> assertThat(refusal.what())
                        .isEqualTo("the changes need up to 3 MiB on the server's disk, and 2 MiB are free"));
        assertThat(DiskDemand.refusal(3 * MIB, OptionalLong.of(3 * MIB))).isEmpty();
        assertThat(DiskDemand.refusal(3 * MIB, OptionalLong.empty())).isEmpty();
    }

    private static Step index(String column) {
        Index index = new Index("idx_users_" + column, List.of(column), Index.Uniqueness.PLAIN, "");
        return Step.outside(
                        Stage.AUTO_MIGRATE,
                        new Change.CreateIndex(USERS, index, Change.IndexBuild.CONCURRENT),
                        USERS,
                        LockMode.SHARE_UPDATE_EXCLUSIVE)
                .costing(Cost.scan(1000));
    }
}
