package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Change;
import exo.db.schema.LockMode;
import exo.db.schema.QualifiedName;
import exo.db.schema.Scope;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import exo.db.schema.TableLock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class LockLimitsTest {
    private static final Change CHANGE = new Change.DropNotNull(name("users"), "name");

    @Test
    void asksForAllLocksInOneStatementThatIsLimitedAsAWhole() {
        StepGroup group =
                group(lock("users", LockMode.SHARE_ROW_EXCLUSIVE), lock("tenants", LockMode.SHARE_ROW_EXCLUSIVE));

        List<String> opening = limits(0, group).opening(group.locks(), Duration.ZERO);

        assertThat(opening)
                .startsWith(
                        "set local lock_timeout = '50ms'",
                        "set local statement_timeout = '50ms'",
                        "lock table \"public\".\"tenants\", \"public\".\"users\" in SHARE ROW EXCLUSIVE mode");
    }

    @Test
    void asksForLocksOfDifferentStrengthInOneStatementToo() {
        StepGroup group = group(lock("users", LockMode.SHARE_ROW_EXCLUSIVE), lock("tenants", LockMode.SHARE));

        List<String> opening = limits(3, group).opening(group.locks(), Duration.ZERO);

        assertThat(opening.get(1)).isEqualTo("set local statement_timeout = '200ms'");
        assertThat(opening.get(2)).startsWith("do 'begin lock table").contains("tenants", "users");
    }

    @Test
    void neverAsksForLongerThanTwoHundredMilliseconds() {
        StepGroup group = group(lock("users", LockMode.ACCESS_EXCLUSIVE));

        assertThat(limits(99, group).rung()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void letsAutovacuumGiveWayBeforeWritersWouldQueue() {
        StepGroup group = group(lock("users", LockMode.ACCESS_EXCLUSIVE));

        List<String> opening = limits(1, group).opening(group.locks(), Duration.ofMillis(1500));

        assertThat(opening)
                .startsWith(
                        "set local lock_timeout = '1500ms'",
                        "set local statement_timeout = '0'",
                        "lock table \"public\".\"users\" in SHARE UPDATE EXCLUSIVE mode",
                        "set local lock_timeout = '100ms'");
    }

    @Test
    void waitsUntilTheDeadlineForALockThatNobodyQueuesBehind() {
        StepGroup group = group(lock("users", LockMode.SHARE_UPDATE_EXCLUSIVE));

        assertThat(limits(0, group).opening(List.of(), Duration.ZERO)).startsWith("set local lock_timeout = '60000ms'");
    }

    @Test
    void whatAFencedTransactionMayTakeIsLessThanWhatTheStepWould() {
        Duration fenced = Duration.ofSeconds(4);
        LockLimits limits = new LockLimits(0, Duration.ofMinutes(1), group(), limit -> fenced);

        assertThat(limits.opening(List.of(), Duration.ZERO)).endsWith("set local statement_timeout = '4000ms'");
    }

    private static LockLimits limits(int attempt, StepGroup group) {
        return new LockLimits(attempt, Duration.ofMinutes(1), group, UnaryOperator.identity());
    }

    private static StepGroup group(TableLock... locks) {
        return new StepGroup(List.of(new Step(Stage.AUTO_MIGRATE, CHANGE, Scope.OWN, List.of(locks), Set.of())), 1);
    }

    private static TableLock lock(String table, LockMode mode) {
        return new TableLock(name(table), mode);
    }

    private static QualifiedName name(String table) {
        return new QualifiedName("public", table);
    }
}
