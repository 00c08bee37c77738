package exo.db.retention;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One window and what it is to become. Holding one changes nothing: {@link RetentionService#apply} does.
 *
 * @param ownBefore the value stored now, or null where the deployment follows the default
 * @param own the value to store, or null to follow the default
 * @param previousDays the window that counts now
 * @param days the window that will count
 * @param expiring what a shorter window newly lets expire
 */
public record WindowChange(
        Subject subject,
        @Nullable Long ownBefore,
        @Nullable Long own,
        long previousDays,
        long days,
        Expiring expiring) {

    /** Whose window it is. */
    public sealed interface Subject {
        /** One deployment's own. */
        record Deployment(UUID id, UUID tenant, String name, Hold hold) implements Subject {}

        /** That of all deployments without their own, and of rows without a deployment or of one that is gone. */
        record Default() implements Subject {}
    }

    /** Whether everything of a deployment stays, whatever its window. */
    public enum Hold {
        NONE,
        HELD
    }

    /** When rows begin to go by the new window. */
    public enum Effective {
        NEXT_RUN("next run"),
        ON_RELEASE("when the hold is released");

        private final String words;

        Effective(String words) {
            this.words = words;
        }

        /** As results print it. */
        public String words() {
            return words;
        }
    }

    /**
     * Events that the window in force keeps and the new one does not.
     *
     * @param rows exactly, of session_events and audit_events
     * @param bytes estimated: the rows times the average size of the first thousand of each table, without indexes
     * @param oldest when the first of them was written, or null where there is none
     * @param newest when the last of them was written, or null where there is none
     * @param disk when their room is back, partition by partition
     */
    public record Expiring(
            long rows,
            long bytes,
            @Nullable Instant oldest,
            @Nullable Instant newest,
            List<DiskReturn> disk) {
        public Expiring {
            disk = List.copyOf(disk);
        }

        /** Nothing goes. */
        public static final Expiring NOTHING = new Expiring(0, 0, null, null, List.of());

        Expiring and(Expiring other) {
            return new Expiring(
                    rows + other.rows,
                    bytes + other.bytes,
                    either(oldest, other.oldest, -1),
                    either(newest, other.newest, 1),
                    Stream.concat(disk.stream(), other.disk.stream()).toList());
        }

        private static @Nullable Instant either(@Nullable Instant one, @Nullable Instant other, int sign) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.compareTo(other) * sign > 0 ? one : other;
        }
    }

    WindowChange with(Expiring counted) {
        return new WindowChange(subject, ownBefore, own, previousDays, days, counted);
    }

    /** Whether rows go earlier than they would now; such a change wants to be confirmed. */
    public boolean shortens() {
        return days < previousDays;
    }

    /** Whether the stored value is already what was asked for. */
    public boolean isEmpty() {
        return Objects.equals(ownBefore, own);
    }

    /** When rows begin to go by the new window. */
    public Effective effective() {
        return switch (subject) {
            case Subject.Deployment deployment ->
                deployment.hold() == Hold.HELD ? Effective.ON_RELEASE : Effective.NEXT_RUN;
            case Subject.Default everyone -> Effective.NEXT_RUN;
        };
    }
}
