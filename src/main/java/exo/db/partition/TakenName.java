package exo.db.partition;

import exo.db.schema.Pending;
import exo.db.schema.QualifiedName;
import java.util.Optional;

/** Says that the name which a partition should have belongs to something else. */
final class TakenName {
    private TakenName() {}

    /**
     * @param what bears the name, as a clause; empty where that is not known
     * @param other the name that the partition gets instead; empty where it gets none
     */
    static Pending of(QualifiedName parent, QualifiedName name, String what, Optional<String> other) {
        return new Pending(
                "partition.name-taken",
                name + " exists and is not a partition of " + parent + (what.isEmpty() ? "" : ": " + what) + "; "
                        + other.map(free -> "the partition is called " + free + " instead")
                                .orElse("it gets no partition"),
                what.equals(ATTACHABLE)
                        ? "if its rows belong there, copy them into " + parent + "; then drop it, or rename it"
                        : "rename it, or drop it if nobody needs it");
    }

    /** Of a table that could be a partition. */
    static final String ATTACHABLE = "a table with the same columns, perhaps a partition that somebody detached";
}
