package exo.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that somebody sets while it is read. */
final class JumpingClock extends Clock {
    private final Clock right;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    JumpingClock(Clock right) {
        this.right = right;
    }

    void jump(Duration by) {
        offset.set(by);
    }

    @Override
    public Instant instant() {
        return right.instant().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return right.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return right.withZone(zone);
    }
}
