package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonSchemaCommandTest {
    /** They print what is meant for people or shells, or are JSON themselves. */
    private static final List<String> WITHOUT =
            List.of("exo-db-cli help", "exo-db-cli json-schema", "exo-db-cli completion");

    @ParameterizedTest
    @MethodSource("commandsThatDoSomething")
    void everyCommandThatDoesSomethingHasASchema(String command) {
        CommandRun run = schema(command.split(" ", -1));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("{\n").contains("\"$id\": \"urn:exo-db-cli:1:");
    }

    static List<String> commandsThatDoSomething() {
        return DocumentedCommands.leaves()
                .filter(name -> !WITHOUT.contains(name))
                .map(name -> name.substring("exo-db-cli ".length()))
                .toList();
    }

    @Test
    void listsTheCommandsThatHaveOneAndTheFailures() {
        CommandRun run = schema();

        assertThat(run.out().lines()).contains("migrate", "retention set", "backup-check", "error");
    }

    @Test
    void whatIsNoCommandHasNone() {
        CommandRun run = schema("retention", "nosuch");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("there is no JSON of a command retention nosuch", "exo-db-cli json-schema lists");
    }

    @Test
    void aCommandThatOnlyHoldsOthersHasNone() {
        assertThat(schema("retention").code()).isEqualTo(2);
    }

    private static CommandRun schema(String... words) {
        String[] line = new String[words.length + 1];
        line[0] = "json-schema";
        System.arraycopy(words, 0, line, 1, words.length);
        return CommandRun.of(Map.of(), line);
    }
}
