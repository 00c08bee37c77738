package exo.db.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.failure.ExoException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Throws texts that nobody meant at the whole reading of connection strings: no crash, no hang, no secret in what is
 * said.
 *
 * <p>20,000 inputs by default; {@code -Djqwik.tries.default=1000000} for the long run.
 */
class HostileInputTest {
    /** Holds no piece of this program's own sentences, and stands somewhere in most inputs. */
    private static final String PASSWORD = "Zq7Xv";

    /** What one input may cost, in processor time of this thread: other processes must not fail the test. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    /** An attempt may meet the collector or the compiler; one that is slow by itself is slow each time. */
    private static final int ATTEMPTS = 5;

    private static final String PASSWORD_FILE = "/home/operator/.pgpass";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void readsOrRefusesAnyTextQuicklyAndSilently(
            @ForAll("texts") String text, @ForAll("texts") String line, @ForAll("texts") String variable) {
        ConnectionSettingsResolver resolver = resolver(line, variable);

        long start = THREADS.getCurrentThreadCpuTime();
        Outcome outcome = outcome(resolver, text);
        long spent = THREADS.getCurrentThreadCpuTime() - start;

        assertThat(spent <= LONGEST.toNanos() || isQuick(() -> outcome(resolver, text)))
                .as("quick: %s", text)
                .isTrue();
        Statistics.collect(outcome);
        Statistics.coverage(seen -> seen.check(Outcome.EXPLAINED).percentage(share -> share > 1));
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
    void readsThePasswordFileAsWrittenWhateverStandsInIt(@ForAll("texts") String line, @ForAll("texts") String text) {
        ConnectionSettingsResolver resolver = resolver(line, text);

        assertThat(outcome(resolver, "host=db user=exo service=prod")).isNotNull();
        assertThat(outcome(resolver, "postgres://exo@db,[::1]:7/exo?hostaddr=::1,::1"))
                .isNotNull();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(Pieces.ALL);
        Arbitrary<String> grammar = pieces.list().ofMinSize(1).ofMaxSize(16).map(list -> String.join("", list));
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(40).map(text -> text + PASSWORD);
        Arbitrary<String> repeated = pieces.flatMap(
                piece -> Arbitraries.integers().between(1, 4_000).map(count -> "postgres://" + piece.repeat(count)));
        return Arbitraries.frequencyOf(
                Tuple.of(60, grammar),
                Tuple.of(40, grammar.map(text -> "postgres://" + text)),
                Tuple.of(20, anything),
                Tuple.of(1, repeated));
    }

    private static ConnectionSettingsResolver resolver(String line, String variable) {
        FakeConnectionFiles files = new FakeConnectionFiles()
                .withPasswords(PASSWORD_FILE, line, "*:*:*:*:" + PASSWORD)
                .withService("/home/operator/.pg_service.conf", "[prod]", line, "[Zq7Xv]", "password=" + PASSWORD);
        return new ConnectionSettingsResolver(
                Map.of(
                        "HOME",
                        "/home/operator",
                        "PGOPTIONS",
                        variable,
                        "PGSSLMODE",
                        variable.startsWith("x") ? variable : "prefer"),
                files,
                new LocalUser("operator", Path.of("/home/operator")));
    }

    private enum Outcome {
        EXPLAINED,
        REFUSED
    }

    private static Outcome outcome(ConnectionSettingsResolver resolver, String text) {
        try {
            ConnectionString string = ConnectionString.parse(text);
            assertThat(string.toString()).doesNotContain(PASSWORD);
            ExplainedConnection explained = resolver.explain(string);
            assertThat(explained.notes().toString() + explained.refusals() + explained)
                    .doesNotContain(PASSWORD);
            assertThat(shown(explained, Keyword.PASSWORD) + shown(explained, Keyword.SSLPASSWORD))
                    .doesNotContain(PASSWORD);
            resolver.resolve(string);
            return Outcome.EXPLAINED;
        } catch (MalformedConnectionString refusal) {
            assertThat(everythingSaid(refusal)).doesNotContain(PASSWORD);
            assertThat(refusal.position()).isBetween(1, text.length() + 1);
            return Outcome.REFUSED;
        } catch (UnusableConnectionSettings | UnusableService refusal) {
            assertThat(everythingSaid(refusal)).doesNotContain(PASSWORD);
            return Outcome.REFUSED;
        }
    }

    private static String shown(ExplainedConnection connection, Keyword keyword) {
        Parameter parameter = connection.parameters().get(keyword);
        return parameter == null ? "" : Redaction.shown(parameter, connection.parameters()) + parameter;
    }

    private static boolean isQuick(Runnable work) {
        return IntStream.range(0, ATTEMPTS).anyMatch(attempt -> {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            return THREADS.getCurrentThreadCpuTime() - start <= LONGEST.toNanos();
        });
    }

    private static String everythingSaid(ExoException refusal) {
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        return refusal.what() + refusal.why() + refusal.next() + refusal.details() + trace;
    }

    /** What connection strings, service files and password files are made of. */
    private static final class Pieces {
        private static final List<String> MARKS = List.of(
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
                "%",
                "%4",
                "%41",
                "%00",
                "%C3",
                "%C3%A9",
                "%FF",
                "%2F",
                "%40",
                "+",
                "#",
                "!",
                "*",
                "\t",
                "\n",
                "\r",
                "\0",
                "\u001b[31m",
                "\uFFFD",
                "\uD800",
                "é",
                "\uD83D\uDE00",
                "٣",
                "\u2028",
                "1",
                "5432",
                "-1");
        private static final List<String> WORDS = List.of(
                "postgres://",
                "postgresql://",
                "jdbc:postgresql://",
                "require",
                "verify-full",
                "system",
                "true",
                "ssl",
                "requiressl",
                "TimeZone",
                "sslnegotiation",
                "db",
                "/tmp",
                "127.0.0.1",
                "prod",
                "localhost");
        private static final List<String> ALL = Stream.of(
                        List.of(PASSWORD, PASSWORD, PASSWORD, "password=" + PASSWORD, ":" + PASSWORD + "@"),
                        MARKS,
                        WORDS,
                        Arrays.stream(Keyword.values()).map(Keyword::word).toList())
                .flatMap(List::stream)
                .toList();
    }
}
