package exo.db.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.sealing.SealPlan.Work;
import exo.db.sealing.SealPlanner.LastRun;
import exo.db.sealing.SealPolicy.Columns;
import exo.db.sealing.SealPolicy.Unsealed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SealPlannerTest {
    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    private static final String PLACE = "log_sinks.config";

    @Test
    void byHandAColumnIsSealedWhateverItsAge() {
        ColumnRegister register = register(Set.of(), Map.of(PLACE, NOW.minus(Duration.ofDays(1))));

        SealPlan plan = plan(register, LastRun.UNDER_ANOTHER_KEY, SealPolicy.BY_HAND);

        assertThat(plan.columns()).singleElement().satisfies(column -> {
            assertThat(column.work()).isEqualTo(Work.SEAL);
            assertThat(column.rollbackFreeUntil()).contains(Instant.parse("2026-03-16T00:00:00Z"));
        });
    }

    @Test
    void byScheduleAColumnIsLeftUntilItsReleaseHasSettled() {
        ColumnRegister young = register(Set.of(), Map.of(PLACE, NOW.minus(Duration.ofDays(6))));
        ColumnRegister settled = register(Set.of(), Map.of(PLACE, NOW.minus(Duration.ofDays(7))));
        ColumnRegister neverChanged = register(Set.of(), Map.of());

        assertThat(work(young, LastRun.UNDER_ANOTHER_KEY, SealPolicy.BY_SCHEDULE))
                .isEqualTo(Work.LEAVE_UNTIL_SETTLED);
        assertThat(work(settled, LastRun.UNDER_ANOTHER_KEY, SealPolicy.BY_SCHEDULE))
                .isEqualTo(Work.SEAL);
        assertThat(work(neverChanged, LastRun.UNDER_THE_SAME_KEY, SealPolicy.BY_SCHEDULE))
                .isEqualTo(Work.SEAL);
    }

    @Test
    void plaintextInASealedColumnIsSealedOnlyForWhoVouchesForIt() {
        ColumnRegister sealed = register(Set.of(PLACE), Map.of());

        assertThat(work(sealed, LastRun.UNDER_THE_SAME_KEY, SealPolicy.BY_HAND)).isEqualTo(Work.SEAL_ANEW);
        assertThat(work(sealed, LastRun.UNDER_THE_SAME_KEY, new SealPolicy(Columns.ALL, Unsealed.ACCEPT)))
                .isEqualTo(Work.SEAL_ACCEPTED);
    }

    @Test
    void byScheduleASealedColumnIsReadAgainOnlyAfterTheKeyWasRotated() {
        ColumnRegister sealed = register(Set.of(PLACE), Map.of());

        assertThat(work(sealed, LastRun.UNDER_THE_SAME_KEY, SealPolicy.BY_SCHEDULE))
                .isEqualTo(Work.LEAVE_FINISHED);
        assertThat(work(sealed, LastRun.UNDER_ANOTHER_KEY, SealPolicy.BY_SCHEDULE))
                .isEqualTo(Work.SEAL_ANEW);
        assertThat(plan(sealed, LastRun.UNDER_THE_SAME_KEY, SealPolicy.BY_SCHEDULE)
                        .isEmpty())
                .isTrue();
    }

    private static Work work(ColumnRegister register, LastRun lastRun, SealPolicy policy) {
        return plan(register, lastRun, policy).columns().getFirst().work();
    }

    private static SealPlan plan(ColumnRegister register, LastRun lastRun, SealPolicy policy) {
        EncryptedTable table = new EncryptedTable("log_sinks", List.of("config"), List.of(), List.of());
        return SealPlanner.plan("0a1b2c3d", List.of(table), register, lastRun, policy);
    }

    private static ColumnRegister register(Set<String> sealed, Map<String, Instant> roomSince) {
        return new ColumnRegister(sealed, roomSince, NOW, Duration.ofDays(7));
    }
}
