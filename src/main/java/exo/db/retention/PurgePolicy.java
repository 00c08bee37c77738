package exo.db.retention;

import exo.db.schema.Hazard;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a run of {@link PurgeService#enforce} takes on, and how hard it presses.
 *
 * @param upkeep what becomes of a partition whose rows are gone
 */
public record PurgePolicy(Months months, Pace pace, Upkeep upkeep) {
    /** By the daemon, which has a task of its own for the months. */
    public static final PurgePolicy BY_SCHEDULE = new PurgePolicy(new Months.Leave(), Pace.Paced.USUAL, Upkeep.USUAL);

    /** What becomes of months that have expired as a whole. */
    public sealed interface Months {
        /** They are set aside first, but for what owns up to a hazard that is not named. */
        record Drop(Set<Hazard> allowed) implements Months {
            public Drop {
                allowed = Set.copyOf(allowed);
            }
        }

        /** Another task sets them aside. */
        record Leave() implements Months {}
    }

    /** How much of the server it takes. */
    public sealed interface Pace {
        /**
         * Rests so that the server's log grows no faster, and pauses while a replica is behind.
         *
         * @param bytesPerSecond of write-ahead log
         * @param mostLag how far behind a replica may be
         */
        record Paced(long bytesPerSecond, Duration mostLag) implements Pace {
            /** The default of the option: a replica on an ordinary disk and network keeps up with it. */
            public static final Paced USUAL = new Paced(16L << 20, Duration.ofSeconds(10));

            /** What would be written in that time: a lag in bytes, where a replica tells no time. */
            long bytesBehind() {
                return bytesPerSecond * Math.max(1, mostLag.toSeconds());
            }
        }

        /** As fast as the server can, for a maintenance window. */
        record Unpaced() implements Pace {}

        /** The rate that is kept, if there is one. */
        default Optional<Paced> paced() {
            return this instanceof Paced paced ? Optional.of(paced) : Optional.empty();
        }
    }

    /** What becomes of a partition whose rows are gone. */
    public enum Upkeep {
        /** Nothing: autovacuum sees to it in its own time. */
        NONE,
        /** It is vacuumed where enough was deleted, and analyzed once a day. */
        USUAL,
        /** The same, and months that have ended are written anew where much of them is free room. */
        RECLAIM
    }
}
