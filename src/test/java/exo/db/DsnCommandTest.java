package exo.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exo-db-cli dsn}, and what any command says of a connection string that it is given. */
final class DsnCommandTest {
    @Test
    void showsWhatTheStringAloneSays() {
        CommandRun run = run(
                "dsn", "--parse-only", "--output", "json", "--dsn", "postgres://exo:hunter2@a,[::1]:7/?sslmode=bogus");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("""
                {"parameters":{"user":{"value":"exo","source":"connection string from --dsn"},\
                "password":{"value":"***","source":"connection string from --dsn"},\
                "host":{"value":"a,::1","source":"connection string from --dsn"},\
                "port":{"value":",7","source":"connection string from --dsn"},\
                "sslmode":{"value":"bogus","source":"connection string from --dsn"}},\
                "service":null,"notes":[],"refusals":[]}
                """);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void showsSecretsOnlyToWhoAsksForThem() {
        Map<String, String> environment = Map.of("EXO_DATABASE_DSN", "host=db user=exo password=hunter2");

        assertThat(CommandRun.of(environment, "dsn").out()).contains("***").doesNotContain("hunter2");
        assertThat(CommandRun.of(environment, "dsn", "--show-secrets").out()).contains("hunter2");
    }

    @Test
    void readsAnEmptyStringAsNoParametersAndConnectsWithNone() {
        assertThat(run("dsn", "--parse-only", "--output", "json", "--dsn", "").out())
                .startsWith("{\"parameters\":{},");
        assertThat(CommandRun.of(Map.of("EXO_DATABASE_DSN", ""), "dsn", "--parse-only")
                        .code())
                .isZero();
        assertThat(run("dsn", "--dsn", "").code()).isEqualTo(2);
        assertThat(run("dsn", "--parse-only").err()).contains("neither --dsn").contains("set EXO_DATABASE_DSN=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "status", "dsn", "serve-maintenance"})
    void neverGuessesADatabase(String command) {
        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("EXO_DATABASE_DSN", ""),
                Map.of("EXO_DATABASE_DSN", " \n"),
                Map.of("EXO_DATABASE_DSN", "", "EXO_DATABASE_DSN_FILE", ""),
                Map.of("PGHOST", "localhost", "PGUSER", "exo", "PGDATABASE", "exo"))) {
            CommandRun run = CommandRun.of(environment, command);

            assertThat(run.code()).as(environment.toString()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("exo-db-cli " + command + ": no database to connect to\n")
                    .contains("next: set EXO_DATABASE_DSN='host=db.example");
        }
    }

    @Test
    void takesNoEmptyFileForAConnectionString(@TempDir Path home) throws IOException {
        Path file = Files.writeString(home.resolve("dsn"), "\n", UTF_8);

        CommandRun run = CommandRun.of(Map.of("EXO_DATABASE_DSN_FILE", file.toString()), "migrate");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no database to connect to");
    }

    @Test
    void refusesToChooseBetweenTwoVariables(@TempDir Path home) throws IOException {
        Path file = Files.writeString(home.resolve("dsn"), "host=b", UTF_8);
        Map<String, String> both = Map.of("EXO_DATABASE_DSN", "host=a", "EXO_DATABASE_DSN_FILE", file.toString());

        CommandRun run = CommandRun.of(both, "dsn");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("EXO_DATABASE_DSN and EXO_DATABASE_DSN_FILE are both set", "unset one of them");
        assertThat(CommandRun.of(both, "dsn", "--dsn", "host=c").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host=db TimeZone=UTC", "postgres://db?timezone=UTC"})
    void refusesGormsWordWhereLibpqIsAsked(String dsn) {
        CommandRun strict = run("dsn", "--parse-only", "--dsn", dsn);

        assertThat(strict.code()).isEqualTo(2);
        assertThat(strict.out()).isEmpty();
        assertThat(run("dsn", "--dsn", dsn).out()).contains("note: TimeZone has no effect");
    }

    @Test
    void namesTheSourceOfEachSetting(@TempDir Path home) throws IOException {
        Path service = Files.writeString(home.resolve("services"), "[prod]\nhost=db\nport=5433\n", UTF_8);
        Path dsn = Files.writeString(home.resolve("dsn"), "service=prod user=exo\n", UTF_8);

        CommandRun run = CommandRun.of(
                Map.of(
                        "EXO_DATABASE_DSN_FILE", dsn.toString(),
                        "PGSERVICEFILE", service.toString(),
                        "PGSSLMODE", "disable"),
                "dsn");

        assertThat(run.code()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "service prod connection string from EXO_DATABASE_DSN_FILE",
                        "user exo connection string from EXO_DATABASE_DSN_FILE",
                        "port 5433 service prod, " + service + " line 3",
                        "sslmode disable variable PGSSLMODE",
                        "dbname exo default");
    }

    @Test
    void showsTheSettingsThatItCannotHonourAndRefusesThem() {
        CommandRun run = run("dsn", "--dsn", "host=db user=exo gssencmode=require", "--output", "json");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out())
                .contains("\"gssencmode\":{\"value\":\"require\"")
                .contains("\"refusals\":[{\"id\":\"dsn.unsupported\"");
        assertThat(run.err()).contains("\"id\":\"dsn.unsupported\"");
    }

    @Test
    void showsNoControlCharacterToATerminal() {
        CommandRun run = run("dsn", "--parse-only", "--dsn", "application_name=a\u001b[31mb\u2028c");

        assertThat(run.out()).contains("a\\u001b[31mb\\u2028c").doesNotContain("\u001b");
    }

    @Test
    void warnsOfAPasswordThatEverybodyCanReadInTheListOfProcesses() {
        assertThat(run("dsn", "--dsn", "host=db user=exo password=hunter2").err())
                .contains("the password on the command line can be read by everybody");
        assertThat(run("dsn", "--dsn", "host=db user=exo sslpassword=hunter2").err())
                .contains("the password on the command line can be read by everybody");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dsn|postgres://exo:hunter2@db",
                "dsn|--dsn|host=db|password=hunter2",
                "dsn|--dsn|host=db|password=|hunter2",
                "dsn|--dsn|host=db password=hunter2|hunter2",
                "dsn|--dsn|host=db|password='two|hunter2'",
                "dsn|--dns=postgres://exo:hunter2@db",
                "dsn|--dsn=host=db|--password=hunter2!",
                "dsn|--output|postgres://exo:hunter2@db",
                "dsn|--output=postgres://exo:hunter2@db",
                "dsn|--wait=a,password=hunter2",
                "dsn|--allow|mass-drop,password=hunter2",
                "dsn|--dsn|host=a|--dsn|host=b password=hunter2",
                "dsn|--show-secrets=postgres://exo:hunter2@db",
                "dsn|--dsn|host=db hunter2",
                "dsn|--dsn|host=db hunter2=x",
                "dsn|--dsn|host=db password='hunter2",
                "dsn|--dsn|postgres://exo:hunter2/x@db/exo",
                "dsn|--dsn|postgres://exo:pa@hunter2@db/exo",
                "dsn|--dsn|postgres://exo@db/exo?password=hunter2&x",
                "dsn|--dsn|postgres://exo@db/exo?hunter2=password",
                "dsn|--dsn|postgres://exo:%68unter2%@db/exo",
                "dsn|--dsn|host=db port=hunter2",
                "dsn|--dsn|host=db sslmode=hunter2",
                "dsn|--dsn|service='hunter2 x'",
                "postgres://exo:hunter2@db",
                "help|postgres://exo:hunter2@db",
                "status|-v|--stacktrace|--dsn|postgres://exo:hunter2@127.0.0.1:1/exo",
                "status|-v|--stacktrace|--output|json|--dsn|host=127.0.0.1 port=1 user=exo password=hunter2"
            })
    void neverRepeatsWhatMayBeAPassword(String line) {
        CommandRun run = run(line.split("\\|", -1));

        assertThat(run.code()).isIn(0, 2, 10);
        assertThat(run.out() + run.err()).doesNotContain("hunter2").isNotEmpty();
    }

    @Test
    void repeatsNoConnectionStringThatStandsInPlaceOfAFilesName() {
        CommandRun run = CommandRun.of(Map.of("EXO_DATABASE_DSN_FILE", "postgres://exo:hunter2@db"), "dsn");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("cannot be read").doesNotContain("hunter2");
    }

    @Test
    void keepsBlanksAtTheEndOfAFileButNoLineEnd(@TempDir Path home) throws IOException {
        Path file = Files.writeString(home.resolve("dsn"), "postgres://db/exo \r\n", UTF_8);

        CommandRun run = CommandRun.of(
                Map.of("EXO_DATABASE_DSN_FILE", file.toString()), "dsn", "--parse-only", "--output", "json");

        assertThat(run.out()).contains("\"dbname\":{\"value\":\"exo \",");
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(Map.of(), arguments);
    }
}
