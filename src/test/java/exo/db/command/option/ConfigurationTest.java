package exo.db.command.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.command.option.Configuration.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
    private static final String FILE = "/etc/exo.properties";

    @TempDir
    private Path directory;

    @Test
    void nothingIsSetWhereNobodySaysAnything() {
        Configuration configuration = Configuration.of(Map.of());

        assertThat(configuration.given(Setting.LOCK_WAIT)).isEmpty();
    }

    @Test
    void aVariableBeatsTheFile() {
        Configuration configuration =
                Configuration.of(Map.of("EXO_DB_CLI_LOCK_WAIT", "1m"), FILE, Map.of("lock-wait", "2m"));

        assertThat(configuration.given(Setting.LOCK_WAIT)).contains(new Given("1m", "EXO_DB_CLI_LOCK_WAIT"));
    }

    @Test
    void aVariableThatIsSetToNothingIsNotSet() {
        Configuration configuration =
                Configuration.of(Map.of("EXO_DB_CLI_LOCK_WAIT", ""), FILE, Map.of("lock-wait", "2m"));

        assertThat(configuration.given(Setting.LOCK_WAIT)).contains(new Given("2m", FILE));
    }

    @Test
    void aSettingOfOneCommandIsNoOthers() {
        Configuration configuration = Configuration.of(Map.of(), FILE, Map.of("retention.enforce.max-lag", "3s"));

        assertThat(configuration.given("retention enforce", "--max-lag")).contains(new Given("3s", FILE));
        assertThat(configuration.given("retention preview", "--max-lag")).isEmpty();
        assertThat(configuration.given("", "--max-lag")).isEmpty();
    }

    @Test
    void consentIsNeverASetting() {
        Configuration configuration =
                Configuration.of(Map.of("EXO_DB_CLI_YES", "true", "EXO_DB_CLI_ALLOW", "mass-drop"));

        assertThat(configuration.given("", "--yes")).isEmpty();
        assertThat(configuration.given("", "--allow")).isEmpty();
        assertThat(configuration.unknownVariables()).containsOnlyKeys("EXO_DB_CLI_YES", "EXO_DB_CLI_ALLOW");
    }

    @Test
    void anUnknownKeyInTheFileIsAnErrorWithASuggestion() {
        assertThatThrownBy(() -> Configuration.of(Map.of(), FILE, Map.of("lock-wiat", "2m")))
                .isInstanceOfSatisfying(WrongUsage.class, wrong -> {
                    assertThat(wrong.id()).isEqualTo("config.unknown");
                    assertThat(wrong.what()).isEqualTo("/etc/exo.properties sets lock-wiat, which is no setting");
                    assertThat(wrong.next()).isEqualTo("did you mean lock-wait?");
                });
    }

    @Test
    void aKeyIsNeverSetByTheFileButForItsPlace() {
        assertThatThrownBy(() -> Configuration.of(Map.of(), FILE, Map.of("encryption-key", "0123")))
                .isInstanceOf(WrongUsage.class)
                .hasMessageNotContaining("0123");
    }

    @Test
    void ofTwoDatabasesInTheFileNeitherIsTaken() {
        Map<String, String> both = Map.of("database-dsn", "host=a", "database-dsn-file", "/run/dsn");

        assertThatThrownBy(() -> Configuration.of(Map.of(), FILE, both))
                .isInstanceOfSatisfying(
                        WrongUsage.class, wrong -> assertThat(wrong.id()).isEqualTo("dsn.ambiguous"));
    }

    @Test
    void whoeverNamesADatabaseByAVariableMeansThatOneAlone() {
        Configuration configuration = Configuration.of(
                Map.of("EXO_DATABASE_DSN_FILE", "/run/dsn"), FILE, Map.of("database-dsn", "host=elsewhere"));

        assertThat(configuration.environment()).isEqualTo(Map.of("EXO_DATABASE_DSN_FILE", "/run/dsn"));
        assertThat(configuration.given(Setting.DATABASE_DSN)).isEmpty();
    }

    @Test
    void whoeverGivesTheKeyByAVariableMeansThatOneAlone() {
        Configuration configuration =
                Configuration.of(Map.of("EXO_ENCRYPTION_KEY", "k"), FILE, Map.of("encryption-key-file", "/run/key"));

        assertThat(configuration.environment()).isEqualTo(Map.of("EXO_ENCRYPTION_KEY", "k"));
    }

    @Test
    void theFileCompletesTheEnvironmentByWhatIsNoOption() {
        Configuration configuration = Configuration.of(
                Map.of("PGUSER", "exo"), FILE, Map.of("encryption-key-file", "/run/key", "schema", "exo"));

        assertThat(configuration.environment())
                .isEqualTo(Map.of("PGUSER", "exo", "EXO_ENCRYPTION_KEY_FILE", "/run/key"));
    }

    @Test
    void aVariableThatLooksLikeASettingIsToldWithWhatMayBeMeant() {
        Configuration configuration = Configuration.of(
                Map.of("EXO_DB_CLI_SHCEMA", "exo", "EXO_BACKEND_PORT", "80", "EXO_DB_CLI_LOG", "debug"));

        assertThat(configuration.unknownVariables())
                .isEqualTo(Map.of("EXO_DB_CLI_SHCEMA", "did you mean EXO_DB_CLI_SCHEMA?"));
    }

    @Test
    void aFileIsReadAsPropertiesInUtf8() throws IOException {
        Path file = directory.resolve("exo.properties");
        Files.writeString(file, "# who we are\nschema = größe\nlock-wait: 2m\n");

        assertThat(ConfigurationFile.read(file)).isEqualTo(Map.of("schema", "größe", "lock-wait", "2m"));
    }

    @Test
    void aKeyThatIsSetTwiceIsAnError() throws IOException {
        Path file = directory.resolve("exo.properties");
        Files.writeString(file, "schema = one\nschema = two\n");

        assertThatThrownBy(() -> ConfigurationFile.read(file))
                .isInstanceOfSatisfying(
                        WrongUsage.class, wrong -> assertThat(wrong.id()).isEqualTo("config.twice"));
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> ConfigurationFile.read(directory.resolve("nowhere")))
                .isInstanceOfSatisfying(WrongUsage.class, wrong -> {
                    assertThat(wrong.id()).isEqualTo("config.unreadable");
                    assertThat(wrong.why()).isEqualTo("there is no such file");
                });
    }

    @Test
    void aFileThatIsNoTextIsAnError() throws IOException {
        Path file = directory.resolve("exo.properties");
        Files.write(file, new byte[] {'a', '=', (byte) 0xff, '\n'});

        assertThatThrownBy(() -> ConfigurationFile.read(file))
                .isInstanceOfSatisfying(
                        WrongUsage.class, wrong -> assertThat(wrong.id()).isEqualTo("config.unreadable"));
    }
}
