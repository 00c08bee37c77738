package exo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.failure.ExitStatus;
import exo.db.maintenance.StopSignal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterruptionTest {
    private final List<String> happened = new ArrayList<>();
    private final Interruption interruption = new Interruption(
            code -> happened.add("exit " + code),
            code -> happened.add("halt " + code),
            (signal, reaction) -> happened.add("hear " + signal));

    @Test
    void withoutAReasonSignalsAreLeftToThePlatform() {
        assertThat(happened).isEmpty();
    }

    @Test
    void theFirstSignalGivesUpWhatIsSharedAndEndsWithItsCode() {
        interruption.beforeEnd(() -> happened.add("close first"));
        interruption.beforeEnd(() -> happened.add("close second"));

        interruption.arrived(ExitStatus.TERMINATED);

        assertThat(happened).containsExactly("hear TERM", "hear INT", "close second", "close first", "exit 143");
        assertThat(interruption.isEnding()).isTrue();
        assertThat(interruption.codeAfter(10)).isEqualTo(143);
    }

    @Test
    void whoServesIsAskedToStopAndEndsWithItsOwnCode() {
        interruption.beforeEnd(() -> happened.add("close"));
        StopSignal stop = interruption.stopInstead();

        interruption.arrived(ExitStatus.INTERRUPTED);

        assertThat(stop.isRequested()).isTrue();
        assertThat(interruption.isEnding()).isFalse();
        assertThat(happened).containsExactly("hear TERM", "hear INT");
        assertThat(interruption.codeAfter(0)).isZero();
    }

    @Test
    void theSecondSignalEndsAtOnce() {
        interruption.stopInstead();
        interruption.arrived(ExitStatus.TERMINATED);

        interruption.arrived(ExitStatus.TERMINATED);

        assertThat(happened).containsExactly("hear TERM", "hear INT", "halt 143");
    }

    @Test
    void aShareThatCannotBeGivenUpDoesNotKeepTheProcessAlive() {
        interruption.beforeEnd(() -> {
            throw new IllegalStateException("stuck");
        });

        assertThatThrownBy(() -> interruption.arrived(ExitStatus.INTERRUPTED)).hasMessage("stuck");

        assertThat(happened).containsExactly("hear TERM", "hear INT", "exit 130");
    }
}
