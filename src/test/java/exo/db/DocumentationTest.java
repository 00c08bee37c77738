package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.command.CommandTree;
import exo.db.command.option.Setting;
import exo.db.failure.ExitStatus;
import exo.db.render.Terminal;
import exo.db.schema.Hazard;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page and the README name all that the program has, and the README nothing that it has not. */
final class DocumentationTest {
    private static final List<String> VARIABLES = List.of(
            "EXO_DATABASE_DSN",
            "EXO_DATABASE_DSN_FILE",
            "EXO_ENCRYPTION_KEY",
            "EXO_ENCRYPTION_KEY_FILE",
            "EXO_ENCRYPTION_KEY_NEXT",
            "EXO_ENCRYPTION_KEY_NEXT_FILE",
            "EXO_CAST_STORAGE_DIR",
            "EXO_JAVA_HOME",
            "EXO_JAVA_OPTS",
            "EXO_DB_CLI_BUILD",
            "EXO_DB_CLI_CONFIG",
            "EXO_DB_CLI_LOG",
            "NO_COLOR",
            "CLICOLOR_FORCE");

    private static final Pattern MAKES_AN_ITEM = Pattern.compile("new (Pending|Drift|Refusal)\\(");
    private static final Pattern ID = Pattern.compile("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"");

    @ParameterizedTest
    @MethodSource("commandNames")
    void theManualAndTheReadmeNameEveryCommand(String command) {
        assertThat(manual()).contains(command);
        assertThat(readme()).contains("`" + command.substring("exo-db-cli ".length()));
    }

    @ParameterizedTest
    @MethodSource("commandNames")
    void theManualNamesEveryOptionOfEveryCommand(String command) {
        String section = sectionOf(command);

        for (OptionSpec option : commands()
                .filter(line -> nameOf(line).equals(command))
                .findFirst()
                .orElseThrow()
                .getCommandSpec()
                .options()) {
            boolean common = option.inherited() || isStandardHelp(option);
            assertThat(common ? manual() : section).contains(option.longestName());
        }
    }

    @Test
    void theReadmeNamesEveryCommonOption() {
        for (OptionSpec option : tree().getCommandSpec().options()) {
            if (!isStandardHelp(option)) {
                assertThat(readme()).contains("`" + option.longestName());
            }
        }
    }

    @Test
    void theManualAndTheReadmeSayWhatEveryExitCodeMeans() {
        for (ExitStatus status : ExitStatus.values()) {
            assertThat(readme()).contains("| " + status.code() + " | " + status.meaning() + " |");
            assertThat(manual()).contains(".B " + status.code() + "\n" + status.meaning());
        }
    }

    @Test
    void theManualAndTheReadmeNameEveryVariable() {
        assertThat(VARIABLES).allSatisfy(variable -> {
            assertThat(readme()).contains("`" + variable);
            assertThat(manual()).contains(variable);
        });
    }

    @ParameterizedTest
    @MethodSource("settingsThatAreOptions")
    void aSettingIsAnOptionOfTheCommandItNamesAndSaysTheSameDefault(Setting setting) {
        List<String> words = List.of(setting.key().split("\\."));
        String command = String.join(" ", words.subList(0, words.size() - 1));

        OptionSpec option = below(tree())
                .filter(line -> nameOf(line).equals(("exo-db-cli " + command).strip()))
                .findFirst()
                .orElseThrow()
                .getCommandSpec()
                .findOption("--" + words.getLast());

        Matcher told = Pattern.compile("Default: (.*)\\.$").matcher(option.description()[0]);
        assertThat(told.find() ? told.group(1) : setting.usual()).isEqualTo(setting.usual());
    }

    static Stream<Setting> settingsThatAreOptions() {
        return Stream.of(Setting.values()).filter(Setting::isOption);
    }

    @Test
    void theManualNamesEverySetting() {
        for (Setting setting : Setting.values()) {
            assertThat(manual()).contains(".B " + setting.key() + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("idsOfWhatIsLeftOut")
    void theManualAndTheReadmeSayWhatToDoAboutEveryIdThatIsReported(String id) {
        assertThat(readme()).contains("| `" + id + "` |");
        assertThat(manual()).contains(".B " + id + "\n");
    }

    @Test
    void theIdsAreFoundWhereverTheyAreMade() {
        assertThat(idsOfWhatIsLeftOut())
                .contains("email.duplicate", "clock.behind", "drift.index", "step.abandoned", "hazard.mass-drop");
    }

    @ParameterizedTest
    @MethodSource("commandNames")
    void everyHelpFitsAScreen(String command) {
        CommandLine line = commands()
                .filter(candidate -> nameOf(candidate).equals(command))
                .findFirst()
                .orElseThrow();

        String help = line.getUsageMessage();

        assertThat(help.lines()).hasSizeLessThanOrEqualTo(50);
    }

    static Stream<String> commandNames() {
        return commands().map(DocumentationTest::nameOf).filter(name -> !name.equals("exo-db-cli help"));
    }

    /** Of every source file that makes something pending or drift, the words that look like an id; every hazard. */
    static Stream<String> idsOfWhatIsLeftOut() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> ids = files.filter(Files::isRegularFile)
                    .map(file -> content(file.toString()))
                    .filter(source -> MAKES_AN_ITEM.matcher(source).find())
                    .flatMap(source -> ID.matcher(source).results())
                    .map(found -> found.group(1))
                    .distinct()
                    .sorted()
                    .toList();
            return Stream.concat(ids.stream(), Stream.of(Hazard.values()).map(hazard -> "hazard." + hazard.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStandardHelp(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    /** The part of the manual from the command's own heading to the next one. */
    private static String sectionOf(String command) {
        String manual = manual();
        String heading = ".SS " + command + "\n";
        int start = manual.indexOf(heading);
        assertThat(start).as("heading of %s in the manual", command).isNotNegative();
        int next = manual.indexOf("\n.S", start + heading.length());
        return manual.substring(start, next < 0 ? manual.length() : next);
    }

    /** The commands that hold no others. */
    static Stream<String> leaves() {
        return commands().filter(line -> line.getSubcommands().isEmpty()).map(DocumentationTest::nameOf);
    }

    private static Stream<CommandLine> commands() {
        return below(tree()).skip(1);
    }

    private static Stream<CommandLine> below(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(DocumentationTest::below));
    }

    private static String nameOf(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }

    private static CommandLine tree() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Wiring wiring = new Wiring(
                Map.of(),
                new Properties(),
                Terminal.plain(nowhere, nowhere),
                TestSessions.timing(),
                Clock.systemUTC(),
                "test/1",
                new Interruption(code -> {}, code -> {}, (signal, reaction) -> {}));
        return new CommandTree(wiring).whole();
    }

    /** With roff's escapes undone. */
    private static String manual() {
        return content("man/exo-db-cli.1").replace("\\-", "-").replace("\\&", "");
    }

    private static String readme() {
        return content("README.md");
    }

    private static String content(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
