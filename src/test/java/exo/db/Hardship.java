package exo.db;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What a whole run of a command can meet with. */
enum Hardship {
    KILLED_AT_ANY_MOMENT,
    TERMINATED_AT_ANY_MOMENT,
    EIGHT_AT_ONCE,
    /** Others lock one table after the other, and hold on to each for a while. */
    LOCK_STORM,
    READ_ONLY,
    /** 32 MiB of heap. */
    LITTLE_MEMORY;

    /** Whether it falls on a moment, of which as many are tried as is asked for. */
    boolean isSudden() {
        return this == KILLED_AT_ANY_MOMENT || this == TERMINATED_AT_ANY_MOMENT;
    }

    /** The exit codes of a run that meets with it. */
    Set<Integer> allowed() {
        if (this == READ_ONLY) {
            // Refused, and nothing else: it could not write a word.
            return Set.of(14);
        }
        Set<Integer> allowed = new HashSet<>(FaultVerdict.HONEST);
        if (this == KILLED_AT_ANY_MOMENT) {
            allowed.add(FaultVerdict.KILLED);
        }
        return allowed;
    }

    /** As it reads in a table. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
