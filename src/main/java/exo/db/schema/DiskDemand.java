package exo.db.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tables that a plan makes copies of, by which the room that it needs on the server's disk is known.
 *
 * @param copied those whose rows are written anew, all at once or in batches: the old ones stay until they are vacuumed
 * @param indexed those that get an index, each named as often as it gets one
 */
public record DiskDemand(List<QualifiedName> copied, List<QualifiedName> indexed) {
    public DiskDemand {
        copied = List.copyOf(copied);
        indexed = List.copyOf(indexed);
    }

    /** What the plan's steps own up to. */
    public static DiskDemand of(Plan plan) {
        List<QualifiedName> copied = new ArrayList<>();
        List<QualifiedName> indexed = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step.locks().isEmpty()) {
                continue;
            }
            switch (step.cost().work()) {
                case REWRITE, BATCHES -> copied.add(step.locks().getFirst().table());
                case SCAN -> {
                    if (step.change() instanceof Change.CreateIndex create) {
                        indexed.add(create.table());
                    } else if (step.change() instanceof Change.CreateLeafIndex create) {
                        indexed.add(create.leaf());
                    }
                }
                case DEFINITIONS -> {}
            }
        }
        return new DiskDemand(copied, indexed);
    }

    /** Whether no copy is made. */
    public boolean isEmpty() {
        return copied.isEmpty() && indexed.isEmpty();
    }

    /** The refusal where there is too little room; none where there is enough, or where it is not known. */
    public static Optional<Refusal> refusal(long needed, OptionalLong free) {
        if (free.isEmpty() || needed <= free.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                "disk.full",
                String.format(
                        Locale.ROOT,
                        "the changes need up to %d MiB on the server's disk, and %d MiB are free",
                        needed >> 20,
                        free.getAsLong() >> 20),
                "free space on the server or enlarge its volume, then run the same command again"));
    }
}
