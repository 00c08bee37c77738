package exo.db.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import exo.db.schema.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SampleTest {
    /** ln 0.01 / ln 0.999 is 4602.9. */
    @Test
    void fourThousandSixHundredAndThreeGoodValuesMakeOneSureOfOneInAThousand() {
        assertThat(Sample.oneIn(4_602)).isLessThan(1_000);
        assertThat(Sample.oneIn(4_603)).isEqualTo(1_000);
    }

    @Test
    void nothingIsSaidOfValuesThatNobodyLookedAt() {
        assertThat(Sample.oneIn(0)).isEqualTo(1);
    }

    @Test
    void readsASmallTableWhole() {
        assertThat(Sample.fraction(10_000)).isEqualTo(1);
        assertThat(Sample.fraction(1_000_000)).isEqualTo(0.005);
    }

    /** 10 rows a page: one of them from each of 5 % of the pages. */
    @Test
    void takesOneRowFromEachOfSomePages() {
        ValueHome home = new ValueHome(
                new QualifiedName("public", "log_sinks"),
                ValueHome.Whereabouts.IN_USE,
                List.of(),
                100_000,
                1_000_000,
                1);

        Sample.Share share = Sample.share(home, 0.005);

        assertThat(share.percentOfPages()).isEqualTo(5, within(0.001));
        assertThat(share.ofTheirRows()).isEqualTo(0.1, within(0.001));
    }
}
