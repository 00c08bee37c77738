package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import java.util.List;

/** The current or the next month has no partition, and the backend needs both. */
public final class MonthsMissing extends ExoException {
    private static final long serialVersionUID = 1L;

    private MonthsMissing(ExitStatus status, List<String> months, List<Pending> reasons, String next) {
        super(
                status,
                "partition.missing",
                "partitions that the backend needs are missing: " + String.join(", ", months),
                String.join("; ", reasons.stream().map(Pending::what).toList()),
                next,
                null);
    }

    /** They were planned, and others were in the way. */
    static MonthsMissing deferred(List<String> months, List<Pending> reasons) {
        return new MonthsMissing(ExitStatus.STOPPED, months, reasons, "run the same command again");
    }

    /** They cannot be made before somebody has changed something, and no default partition takes their rows. */
    static MonthsMissing blocked(List<String> months, List<Pending> reasons) {
        String next = reasons.isEmpty()
                ? "see exo-db-cli partitions list"
                : reasons.getFirst().next();
        return new MonthsMissing(ExitStatus.REFUSED, months, reasons, next);
    }
}
