package exo.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import exo.db.command.option.Setting;
import exo.db.failure.ExitStatus;
import exo.db.schema.Hazard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help, manual and README name all that the program has. */
final class DocumentationTest {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\.)\\b(EXO_[A-Z_]*[A-Z]|NO_COLOR|CLICOLOR_FORCE)\\b");

    private static final Pattern MAKES_AN_ITEM = Pattern.compile("new (Pending|Drift|Refusal)\\(");
    private static final Pattern ID = Pattern.compile("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"");

    @ParameterizedTest
    @MethodSource("commandNames")
    void theOverviewAndTheReadmeNameEveryCommand(String command) {
        assertThat(page("exo-db-cli")).contains("\n" + command + "\n");
        assertThat(readme()).contains("`" + command.substring("exo-db-cli ".length()));
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void aPageNamesEveryOptionAndEveryExitCodeOfItsCommand(String command) {
        CommandLine line = line(command);

        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(ManualPages.isCommon(line.getCommandSpec(), option) ? page("exo-db-cli") : page(command))
                    .contains(option.longestName());
        }
        HelpText.of(line.getCommandSpec())
                .exits()
                .keySet()
                .forEach(code -> assertThat(page(command)).contains("\n" + code + "\n"));
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void aPageNamesEveryKeyOfTheJsonOfItsCommand(String command) {
        Path schema = ManualPages.schemaOf(line(command).getCommandSpec());

        if (Files.exists(schema)) {
            JsonKeys.of(content(schema.toString()))
                    .keySet()
                    .forEach(key -> assertThat(page(command)).contains("\n" + key + "\n"));
        }
    }

    @Test
    void theReadmeNamesEveryCommonOption() {
        for (OptionSpec option : DocumentedCommands.tree().getCommandSpec().options()) {
            if (!isStandardHelp(option)) {
                assertThat(readme()).contains("`" + option.longestName());
            }
        }
    }

    @Test
    void theManualAndTheReadmeSayWhatEveryExitCodeMeans() {
        for (ExitStatus status : ExitStatus.values()) {
            assertThat(readme()).contains("| " + status.code() + " | " + status.meaning() + " |");
            assertThat(page("exo-db-cli")).contains("\n" + status.code() + "\n.RS 4\n" + status.meaning() + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("variables")
    void theOverviewAndTheReadmeNameEveryVariable(String variable) {
        assertThat(readme()).contains("`" + variable);
        assertThat(page("exo-db-cli")).contains(variable);
    }

    @Test
    void theVariablesAreFoundInTheProgramAndInItsLauncher() {
        assertThat(variables()).contains("EXO_ENCRYPTION_KEY_NEXT_FILE", "EXO_DB_CLI_LOG", "EXO_JAVA_OPTS", "NO_COLOR");
    }

    /** What the program and its launcher ask for; those that a setting gives a name are named by the page of config. */
    static Stream<String> variables() {
        return Stream.concat(sources(), Stream.of(content("exo-db-cli")))
                .flatMap(source -> VARIABLE.matcher(source).results())
                .map(found -> found.group(1))
                .filter(name -> !name.equals("EXO_SCHEMA"))
                .distinct()
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("settingsThatAreOptions")
    void aSettingIsAnOptionOfTheCommandItNamesAndSaysTheSameDefault(Setting setting) {
        List<String> words = List.of(setting.key().split("\\."));
        String command = String.join(" ", words.subList(0, words.size() - 1));

        OptionSpec option =
                line(("exo-db-cli " + command).strip()).getCommandSpec().findOption("--" + words.getLast());

        Matcher told = Pattern.compile("Default: (.*)\\.$").matcher(option.description()[0]);
        assertThat(told.find() ? told.group(1) : setting.usual()).isEqualTo(setting.usual());
    }

    static Stream<Setting> settingsThatAreOptions() {
        return Stream.of(Setting.values()).filter(Setting::isOption);
    }

    @Test
    void thePageOfConfigNamesEverySetting() {
        for (Setting setting : Setting.values()) {
            assertThat(page("exo-db-cli config")).contains(setting.key());
        }
    }

    @ParameterizedTest
    @MethodSource("idsOfWhatIsLeftOut")
    void theRunbookSaysWhatToDoAboutEveryIdThatIsReported(String id) {
        assertThat(plain("man/exo-db-runbook.7")).contains("\n" + id + "\n");
    }

    @Test
    void theIdsAreFoundWhereverTheyAreMade() {
        assertThat(idsOfWhatIsLeftOut())
                .contains("email.duplicate", "clock.behind", "drift.index", "step.abandoned", "hazard.mass-drop");
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void everyHelpFitsAScreenAndSaysHowItEndsWithTwoExamples(String command) {
        CommandLine line = line(command);

        HelpText help = HelpText.of(line.getCommandSpec());

        assertThat(line.getUsageMessage().lines()).hasSizeLessThanOrEqualTo(50);
        assertThat(line.getCommandSpec().usageMessage().footer())
                .as("picocli would leave a word or two of a longer one in a line of their own")
                .allMatch(text -> text.length() <= 100);
        assertThat(help.exits()).isNotEmpty();
        assertThat(help.exits().keySet())
                .isSubsetOf(Stream.of(ExitStatus.values()).map(ExitStatus::code).toList());
        assertThat(help.examples()).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("everyName")
    void theHelpThatTheLauncherPrintsIsTheCommandsOwn(String command) {
        assertThat(ManualPages.help(command))
                .as("run scripts/man")
                .hasContent(line(command).getUsageMessage());
    }

    @ParameterizedTest
    @MethodSource("linesOfTheManual")
    void aCommandInTheManualIsOne(String line) {
        String[] words = line.substring("exo-db-cli ".length()).split(" ", -1);

        assertThatCode(() -> DocumentedCommands.tree().parseArgs(words)).doesNotThrowAnyException();
    }

    static Stream<String> linesOfTheManual() {
        return DocumentedExamples.inManual()
                .filter(line -> line.startsWith("exo-db-cli "))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptIsInTheManualAndSaysWhatItTakes(Path script) throws Exception {
        assertThat(plain("man/exo-db-cli.1")).contains(script.toString());

        Process help = new ProcessBuilder(script.toString(), "--help")
                .redirectErrorStream(true)
                .start();
        String said = new String(help.getInputStream().readAllBytes(), UTF_8);

        assertThat(help.waitFor()).as(said).isZero();
        assertThat(said).contains(script.toString());
    }

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("scripts"))) {
            return files.filter(Files::isRegularFile).filter(Files::isExecutable).toList().stream();
        }
    }

    @Test
    void theRunbookNamesEveryAlert() {
        Pattern alert = Pattern.compile("- alert: (\\w+)");

        alert.matcher(content("scripts/prometheus/exo-db-cli.rules.yaml"))
                .results()
                .forEach(found -> assertThat(plain("man/exo-db-runbook.7")).contains("\n" + found.group(1) + "\n"));
    }

    static Stream<String> everyName() {
        return DocumentedCommands.all().map(DocumentedCommands::nameOf);
    }

    static Stream<String> commandNames() {
        return commands().map(DocumentedCommands::nameOf).filter(name -> !name.equals("exo-db-cli help"));
    }

    /** Of every source file that makes something pending or drift, the words that look like an id; every hazard. */
    static Stream<String> idsOfWhatIsLeftOut() {
        List<String> ids = sources()
                .filter(source -> MAKES_AN_ITEM.matcher(source).find())
                .flatMap(source -> ID.matcher(source).results())
                .map(found -> found.group(1))
                .distinct()
                .sorted()
                .toList();
        return Stream.concat(ids.stream(), Stream.of(Hazard.values()).map(hazard -> "hazard." + hazard.id()));
    }

    private static Stream<String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile).map(file -> content(file.toString())).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStandardHelp(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static CommandLine line(String command) {
        return DocumentedCommands.all()
                .filter(candidate -> DocumentedCommands.nameOf(candidate).equals(command))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<CommandLine> commands() {
        return DocumentedCommands.all().skip(1);
    }

    /** The page of a command, with roff's escapes undone. */
    private static String page(String command) {
        return plain("man/" + command.replace(' ', '-') + ".1");
    }

    private static String plain(String page) {
        return content(page)
                .replace("\\-", "-")
                .replace("\\*(Aq", "'")
                .replace("\\&", "")
                .replaceAll("\\\\f[BIP]", "");
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
