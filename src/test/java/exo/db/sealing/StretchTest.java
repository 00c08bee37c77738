package exo.db.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.sealing.Stretch.Piece;
import org.junit.jupiter.api.Test;

final class StretchTest {
    @Test
    void handsOutEveryPageOnce() {
        Stretch stretch = new Stretch(3, 10);

        assertThat(stretch.take(4)).contains(new Piece(3, 7));
        assertThat(stretch.take(4)).contains(new Piece(7, 10));
        assertThat(stretch.take(4)).isEmpty();
    }

    @Test
    void isFinishedUpToTheFirstPieceThatIsNot() {
        Stretch stretch = new Stretch(0, 100);
        Piece first = stretch.take(10).orElseThrow();
        Piece second = stretch.take(10).orElseThrow();

        stretch.finish(second);

        assertThat(stretch.finishedUpTo()).isZero();
        stretch.finish(first);
        assertThat(stretch.finishedUpTo()).isEqualTo(20);
    }

    @Test
    void handsOutNothingOnceItIsAbandonedAndClaimsNothingMore() {
        Stretch stretch = new Stretch(0, 100);
        stretch.finish(stretch.take(10).orElseThrow());

        stretch.abandon();

        assertThat(stretch.take(10)).isEmpty();
        assertThat(stretch.finishedUpTo()).isEqualTo(10);
    }
}
