package exo.db.sealing;

import exo.db.sealing.SealPlan.Column;
import exo.db.sealing.SealPlan.Work;
import exo.db.sealing.SealPolicy.Columns;
import exo.db.sealing.SealPolicy.Unsealed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides which columns are worked through. */
final class SealPlanner {
    private SealPlanner() {}

    /** One decision for each column that is there, in the order of the tables. */
    static SealPlan plan(
            String kid, List<EncryptedTable> tables, ColumnRegister register, LastRun lastRun, SealPolicy policy) {
        return new SealPlan(
                kid,
                tables.stream()
                        .flatMap(table -> table.present().stream()
                                .map(column -> new Column(
                                        table.name(),
                                        column,
                                        work(table.place(column), register, lastRun, policy),
                                        rollbackFreeUntil(table.place(column), register))))
                        .toList());
    }

    /** How the last run that went through all columns stands to the key of today. */
    enum LastRun {
        UNDER_THE_SAME_KEY,
        /** Or there was none. */
        UNDER_ANOTHER_KEY
    }

    private static Work work(String place, ColumnRegister register, LastRun lastRun, SealPolicy policy) {
        boolean due = policy.columns() == Columns.DUE;
        if (!register.sealed().contains(place)) {
            return due && register.rollbackFreeUntil(place).isPresent() ? Work.LEAVE_UNTIL_SETTLED : Work.SEAL;
        }
        if (due && lastRun == LastRun.UNDER_THE_SAME_KEY) {
            return Work.LEAVE_FINISHED;
        }
        return policy.unsealed() == Unsealed.ACCEPT ? Work.SEAL_ACCEPTED : Work.SEAL_ANEW;
    }

    /** Once a column is sealed, nothing older can read it anyway. */
    private static Optional<Instant> rollbackFreeUntil(String place, ColumnRegister register) {
        return register.sealed().contains(place) ? Optional.empty() : register.rollbackFreeUntil(place);
    }
}
