package exo.db.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.failure.ExoException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Throws seeded random texts at the parser and the resolver; a password is somewhere in each. */
class RandomInputTest {
    private static final int INPUTS = 5_000;
    private static final long SEED = 16;
    /** Holds no piece of this program's own sentences. */
    private static final String PASSWORD = "Zq7Xv";

    private static final List<String> PIECES = List.of(
            PASSWORD,
            PASSWORD,
            "postgres://",
            "postgresql://",
            "host",
            "port",
            "user",
            "password",
            "dbname",
            "sslmode",
            "require",
            "options",
            "hostaddr",
            "service",
            "sslcrl",
            "connect_timeout",
            "TimeZone",
            "requiressl",
            "ssl",
            "true",
            "sslnegotiation",
            "=",
            "=",
            "=",
            " ",
            " ",
            "'",
            "'",
            "\\",
            ":",
            ":",
            "@",
            "@",
            "/",
            "?",
            "&",
            ",",
            "[",
            "]",
            "[::1]",
            "db",
            "5432",
            "%",
            "%4",
            "%41",
            "%00",
            "%C3",
            "%C3%A9",
            "%FF",
            "+",
            "#",
            "\t",
            "\n",
            "\0",
            "\uFFFD",
            "\uD800",
            "é",
            "\uD83D\uDE00",
            "٣",
            "1");

    private final ConnectionSettingsResolver resolver = new ConnectionSettingsResolver(
            Map.of("PGHOST", "db", "HOME", "/home/operator"),
            new FakeConnectionFiles().withPasswords("/home/operator/.pgpass", "*:*:*:*:" + PASSWORD),
            new LocalUser("operator", Path.of("/home/operator")));

    @Test
    void neverFailsInAnotherWayThanByARefusalThatHidesThePassword() {
        SplittableRandom random = new SplittableRandom(SEED);
        int resolved = 0;
        int malformed = 0;
        int unusable = 0;

        for (int count = 0; count < INPUTS; count++) {
            String text = text(random);
            try {
                ResolvedConnection connection = resolver.resolve(ConnectionString.parse(text));
                assertThat(connection.notes().toString()).doesNotContain(PASSWORD);
                resolved++;
            } catch (MalformedConnectionString refusal) {
                assertThat(everythingSaid(refusal)).doesNotContain(PASSWORD);
                assertThat(refusal.position()).isBetween(1, text.length() + 1);
                malformed++;
            } catch (UnusableConnectionSettings refusal) {
                assertThat(everythingSaid(refusal)).doesNotContain(PASSWORD);
                unusable++;
            }
        }

        assertThat(List.of(resolved, malformed, unusable)).allMatch(seen -> seen > INPUTS / 100);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "postgres://" : "");
        int pieces = random.nextInt(1, 12);
        for (int count = 0; count < pieces; count++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String everythingSaid(ExoException refusal) {
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        return refusal.what() + refusal.why() + refusal.next() + refusal.details() + trace;
    }
}
