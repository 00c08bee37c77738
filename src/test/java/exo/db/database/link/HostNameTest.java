package exo.db.database.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules are those of the manual and of libpq's own test of its TLS. */
final class HostNameTest {
    private final Instant now = Instant.now();

    @ParameterizedTest
    @CsvSource({
        "db.example, db.example, true",
        "DB.Example, db.eXample, true",
        "*.example, db.example, true",
        "*.example, a.db.example, false",
        "*.example, example, false",
        "*.example, .example, false",
        "d*.example, db.example, false",
        "*, example, false",
        "*.*.example, a.b.example, false",
        "db.example.com, db.example, false",
        "my_db, my_db, true"
    })
    void matchesAWholeFirstLabelByAStar(String name, String host, boolean matches) {
        assertThat(HostName.matches(name, host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "cn.example, '', cn.example, true",
        "cn.example, dns.example, cn.example, false",
        "cn.example, dns.example, dns.example, true",
        "cn.example, a.example dns.example, dns.example, true",
        "cn.example, 192.0.2.1, 192.0.2.1, true",
        "cn.example, 192.0.2.1, 192.0.2.2, false",
        "cn.example, 2001:db8::1, 2001:0db8::0:1, true",
        "192.0.2.1, '', 192.0.2.1, true",
        "192.0.2.1, dns.example, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.9, 192.0.2.1, false",
        "cn.example, 192.0.2.1, cn.example, true",
        "*.example, '', db.example, true"
    })
    void looksAtTheCommonNameOnlyWithoutAnAlternativeOfTheHostsKind(
            String commonName, String alternatives, String host, boolean named) throws Exception {
        TestAuthority authority = TestAuthority.named("Authority", now);
        List<String> names = alternatives.isEmpty() ? List.of() : Arrays.asList(alternatives.split(" ", -1));

        TestAuthority.Issued issued =
                authority.issue(commonName, names, now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.DAYS));

        assertThat(HostName.isNamedBy(issued.x509(), host)).isEqualTo(named);
    }
}
