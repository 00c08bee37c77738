package exo.db.partition;

import java.util.Optional;
import java.util.Set;

/**
 * What matters of a table only where it is to get a partition.
 *
 * @param attachable those of the taken names that belong to tables with the same columns
 * @param defaultBytes of the rows in the default partition, which is searched whenever a month is attached
 * @param owner of the newest partition, where this role cannot give it another one
 */
record MakingFacts(Set<String> attachable, long defaultBytes, Optional<String> owner) {
    static final MakingFacts NONE = new MakingFacts(Set.of(), 0, Optional.empty());

    MakingFacts {
        attachable = Set.copyOf(attachable);
    }
}
