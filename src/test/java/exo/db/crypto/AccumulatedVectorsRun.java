package exo.db.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/**
 * The long accumulated vector of https://c2sp.org/XAES-256-GCM. It takes minutes, so {@code mvn test
 * -Dtest=AccumulatedVectorsRun} starts it and nothing else does.
 */
final class AccumulatedVectorsRun {
    @Test
    void agreesOverAMillionRandomMessages() throws GeneralSecurityException {
        assertThat(Xaes256GcmTest.accumulated(1_000_000))
                .isEqualTo("2163ae1445985a30b60585ee67daa55674df06901b890593e824b8a7c885ab15");
    }
}
