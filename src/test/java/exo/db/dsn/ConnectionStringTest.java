package exo.db.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExitStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the grammar with libpq's own answers, and tells what the refusals say.
 *
 * <p>Recorded by {@code src/test/python/record-libpq-answers.py} from {@code PQconninfoParse} of libpq 16.15, which the
 * archive of the embedded server holds; libpq 15.18 answers alike but for the words that 16 added.
 */
class ConnectionStringTest {
    @Test
    void readsEveryRecordedStringAsLibpqDoes() {
        List<List<String>> recorded = RecordedAnswers.read("parsed-by-libpq.tsv");

        List<List<String>> wrong = recorded.stream()
                .filter(fields -> !answer(fields.getFirst()).equals(expected(fields)))
                .toList();

        assertThat(recorded).hasSizeGreaterThan(2700);
        assertThat(wrong).isEmpty();
    }

    /** A value that is no UTF-8 cannot be said to the driver, and so is refused although libpq takes it. */
    private static List<String> expected(List<String> fields) {
        List<String> expected = fields.subList(1, fields.size());
        if (expected.equals(List.of(""))) {
            return List.of();
        }
        return expected.equals(List.of("NOT UTF-8")) ? List.of("ERROR") : expected;
    }

    private static List<String> answer(String text) {
        try {
            return ConnectionString.parseAsLibpq(text).values().entrySet().stream()
                    .map(value -> value.getKey().word() + "=" + value.getValue())
                    .toList();
        } catch (MalformedConnectionString malformed) {
            return List.of("ERROR");
        }
    }

    @Test
    void takesTheWordsThatLibpqSixteenAdded() {
        ConnectionString string = ConnectionString.parse(
                "require_auth=scram-sha-256 load_balance_hosts=random sslcertmode=disable gssdelegation=1");

        assertThat(string.values())
                .isEqualTo(Map.of(
                        Keyword.REQUIRE_AUTH, "scram-sha-256",
                        Keyword.LOAD_BALANCE_HOSTS, "random",
                        Keyword.SSLCERTMODE, "disable",
                        Keyword.GSSDELEGATION, "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "sslnegotiation, libpq 17",
        "min_protocol_version, libpq 18",
        "max_protocol_version, libpq 18",
        "oauth_issuer, libpq 18",
        "oauth_client_id, libpq 18",
        "oauth_client_secret, libpq 18",
        "oauth_scope, libpq 18",
        "scram_client_key, libpq 18",
        "scram_server_key, libpq 18",
        "sslkeylogfile, libpq 18",
        "servicefile, a libpq newer than 18"
    })
    void namesAWordOfALaterLibpq(String word, String origin) {
        String keywordForm = "host=db " + word + "=x";
        String url = "postgres://db/exo?" + word + "=x";

        assertThat(malformed(keywordForm).why()).startsWith(word + " is a word of " + origin);
        assertThat(malformed(keywordForm).position()).isEqualTo(9);
        assertThat(malformed(url).why()).startsWith(word + " is a word of " + origin);
        assertThat(malformed(url).position()).isEqualTo(19);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=db TimeZone=Asia/Shanghai",
                "timezone=UTC host=db TIMEZONE=UTC",
                "postgres://db?TimeZone=Asia%2FShanghai"
            })
    void acceptsATimeZoneWithANote(String text) {
        ConnectionString string = ConnectionString.parse(text);

        assertThat(string.values()).isEqualTo(Map.of(Keyword.HOST, "db"));
        assertThat(string.notes())
                .containsExactly(new ConnectionNote(
                        "dsn.no_effect",
                        "TimeZone has no effect: this tool always works in UTC; libpq refuses the word"));
        assertThat(catchThrowableOfType(MalformedConnectionString.class, () -> ConnectionString.parseAsLibpq(text)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host|1|a parameter's name must be followed by \"=\" and its value",
                "host=db hunter2|9|a parameter's name must be followed by \"=\" and its value",
                "jdbc:postgresql://db/exo|1|a URL must begin with postgres:// or postgresql:// in lower case",
                "host=db password='hunter2|18|a value that opens with a single quote must close with one",
                "host=db hunter2=x|9|this word is not a connection parameter of PostgreSQL 16's libpq",
                "postgres://[::1/exo|12|an IPv6 address that opens with \"[\" must close with \"]\"",
                "postgres://[]/exo|12|an IPv6 address in brackets must not be empty",
                "postgres://[::1]x|17|after an IPv6 address only \":\", \"/\", \"?\", \",\" or the end may follow",
                "postgres://db?user=a=b|21|a parameter of a URL must hold only one \"=\"",
                "postgres://db?user|15|a parameter of a URL must hold a \"=\" between its name and its value",
                "postgres://u:50%@db|16|\"%\" in a URL must be followed by two hexadecimal digits",
                "postgres://u:%41%0@db|17|\"%\" in a URL must be followed by two hexadecimal digits",
                "postgres://u@h1,h%2/db|18|\"%\" in a URL must be followed by two hexadecimal digits",
                "postgres://u:%00@db|14|%00 is forbidden in a URL",
                "postgres://u:%FF@db|14|percent-encoded bytes in a URL must be UTF-8 here"
            })
    void tellsThePlaceAndTheRule(String text, int position, String rule) {
        MalformedConnectionString malformed = malformed(text);

        assertThat(malformed.position()).isEqualTo(position);
        assertThat(malformed.why()).isEqualTo(rule);
        assertThat(malformed.what()).isEqualTo("the connection string cannot be read at character " + position);
        assertThat(malformed.id()).isEqualTo("dsn.malformed");
        assertThat(malformed.exitStatus()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void refusesAZeroCharacter() {
        assertThat(malformed("host=d\0b").position()).isEqualTo(7);
    }

    @Test
    void refusesACharacterThatTheLocaleLost() {
        MalformedConnectionString malformed = malformed("password=p\uFFFDss");

        assertThat(malformed.position()).isEqualTo(11);
        assertThat(malformed.next()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void showsNoValues() {
        ConnectionString string = ConnectionString.parse("host=db password=hunter2");

        assertThat(string).hasToString("ConnectionString[password, host]");
    }

    @Test
    void keepsItsValuesFromBeingChanged() {
        Map<Keyword, String> values = ConnectionString.parse("host=db").values();

        assertThatThrownBy(() -> values.put(Keyword.HOST, "other")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static MalformedConnectionString malformed(String text) {
        MalformedConnectionString malformed =
                catchThrowableOfType(MalformedConnectionString.class, () -> ConnectionString.parse(text));
        assertThat(malformed).isNotNull();
        return malformed;
    }
}
