package exo.db.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NowAndThenTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<String> checked = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void aCheckThatWasPassedIsMadeAgainAfterTheInterval() {
        NowAndThen<String> check = new NowAndThen<>(checked::add, MINUTE, nanoTime::get);

        check.apply("at once");
        nanoTime.addAndGet(MINUTE.toNanos() - 1);
        check.apply("too soon");
        nanoTime.addAndGet(1);
        check.apply("a minute later");

        assertThat(checked).containsExactly("at once", "a minute later");
    }

    @Test
    void aCheckThatFailedIsMadeAgainAtOnce() {
        NowAndThen<String> check = new NowAndThen<>(this::refuseTheFirst, MINUTE, nanoTime::get);

        assertThatThrownBy(() -> check.apply("first")).hasMessage("refused");
        check.apply("second");

        assertThat(checked).containsExactly("first", "second");
    }

    private void refuseTheFirst(String subject) {
        checked.add(subject);
        if (checked.size() == 1) {
            throw new IllegalStateException("refused");
        }
    }
}
