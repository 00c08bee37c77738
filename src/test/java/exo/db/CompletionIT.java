package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a shell completes with the script that the program prints. */
@ExtendWith(PostgresExtension.class)
final class CompletionIT {
    /** Stands for the program: answers at once, from files that it wrote itself. */
    private static final String PROGRAM = """
            #!/bin/sh
            exec cat "${0%/*}/$2"
            """;

    @TempDir
    private Path directory;

    private final MigrateStage stage;
    private final Map<String, String> environment;

    CompletionIT(TestDatabase database) {
        stage = new MigrateStage(database);
        environment = Map.of("EXO_DATABASE_DSN", database.dsn());
    }

    @BeforeEach
    void script() throws IOException {
        Files.writeString(
                directory.resolve("script"),
                CommandRun.of(environment, "completion", "bash").out());
    }

    @Test
    void completesCommandsAndOptions() throws IOException, InterruptedException {
        assertThat(completed("exo-db-cli", "ret")).containsExactly("retention");
        assertThat(completed("exo-db-cli", "retention", "un")).containsExactly("unset");
        assertThat(completed("exo-db-cli", "retention", "set", "--da")).containsExactly("--days");
        assertThat(completed("exo-db-cli", "partitions", "adopt", "s")).containsExactly("session_events");
        assertThat(completed("exo-db-cli", "completion", "")).contains("bash", "zsh");
    }

    @Test
    void completesNamesAndMonthsThatTheDatabaseKnows() throws IOException, InterruptedException, SQLException {
        stage.migrate();
        stage.execute("insert into tenants (name, slug) values ('one', 'one')");
        stage.execute("insert into deployments (tenant_id, name) select id, label from tenants,"
                + " unnest(array['prod-a', 'prod b', 'test']) as names (label)");
        stage.execute("insert into detached_partitions (parent, name, trash_name, lower_bound, upper_bound, drop_after,"
                + " state)"
                + " values ('session_events', 'session_events_2025_03', 't', '2025-03-01Z',"
                + " '2025-04-01Z', now() + interval '1 day', 'detached')");
        stage.execute("create schema exo_trash");
        stage.execute("create table exo_trash.t (like session_events)");
        answer("deployments");
        answer("months");

        assertThat(completed("exo-db-cli", "retention", "get", "prod")).containsExactlyInAnyOrder("prod-a", "prod b");
        assertThat(completed("exo-db-cli", "partitions", "undrop", "2025")).containsExactly("2025-03");
    }

    @Test
    void completesNoNameWhereTheDatabaseDoesNotAnswer() throws IOException, InterruptedException {
        program("#!/bin/sh\nsleep 30\n");

        assertThat(completed("exo-db-cli", "retention", "get", "prod")).isEmpty();
    }

    /** Has the program answer what it is to complete from. */
    private void answer(String kind) throws IOException {
        CommandRun run = CommandRun.of(environment, "completion", kind);
        assertThat(run.code()).as(run.err()).isZero();
        Files.writeString(directory.resolve(kind), run.out());
        program(PROGRAM);
    }

    private void program(String text) throws IOException {
        Path program = Files.writeString(directory.resolve("exo-db-cli"), text);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    /** What bash offers for the last of the words. */
    private List<String> completed(String... words) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append('\'').append(word).append("' ");
        }
        String asking = "source '" + directory.resolve("script") + "'; COMP_WORDS=(" + line + "); COMP_CWORD="
                + (words.length - 1)
                + "; COMP_LINE=\"${COMP_WORDS[*]}\"; _complete_exo-db-cli; printf '%s\\n' \"${COMPREPLY[@]}\"";
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", asking).redirectError(ProcessBuilder.Redirect.DISCARD);
        bash.environment().put("PATH", directory + ":" + bash.environment().get("PATH"));
        Process process = bash.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.lines().filter(text -> !text.isBlank()).toList();
    }
}
