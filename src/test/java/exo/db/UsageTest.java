package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that a person mistyped: what is said about them, without any database. */
final class UsageTest {
    @Test
    void namesTheWholeCommandThatDoesNotExistAndSuggestsNothingFarFetched() {
        CommandRun run = run("partitions", "nosuch");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                exo-db-cli partitions: there is no command partitions nosuch
                  next: see exo-db-cli partitions --help
                """);
    }

    @Test
    void aMistypedOptionIsNotTakenForAMissingOne() {
        CommandRun run = run("retention", "set", "prod", "--dyas", "3");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("'--dyas'")
                .contains("did you mean --days?")
                .doesNotContain("Missing");
    }

    @Test
    void suggestsWhatASlipOfTheHandMeant() {
        CommandRun run = run("migarte");

        assertThat(run.err()).isEqualTo("""
                exo-db-cli: there is no command migarte
                  next: did you mean migrate?
                """);
    }

    @Test
    void saysThatAnArgumentIsOneTooMany() {
        CommandRun run = run("status", "/var/lib/exo");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("exo-db-cli status: status does not take the argument '/var/lib/exo'\n");
    }

    @Test
    void doesNotMigrateForWhoForgotDryRunBesideExitCode() {
        CommandRun run = run("migrate", "--exit-code", "--dsn", "host=127.0.0.1 port=1 dbname=exo user=exo");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--exit-code goes with --dry-run only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sql", "csv", "jsn"})
    void refusesAFormOfOutputThatTheCommandDoesNotHave(String form) {
        CommandRun run = run("dsn", "--output", form, "--dsn", "host=127.0.0.1 dbname=exo user=exo");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void saysInPlainWordsWhatIsNoNumber() {
        CommandRun run = run("retention", "set", "prod", "--days", "ten");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("'ten' is no whole number");
    }

    @Test
    void tellsAnUnknownHostFromAServerThatDoesNotAnswer() {
        CommandRun run = run("status", "--dsn", "host=nowhere.invalid dbname=exo user=exo");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("why:  the host's name cannot be resolved");
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(Map.of(), arguments);
    }
}
