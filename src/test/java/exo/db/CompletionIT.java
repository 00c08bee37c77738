package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
                CommandRun.of(environment, "completion", "zsh").out());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void completesCommandsAndOptions(Shell shell) throws IOException, InterruptedException {
        assertThat(completed(shell, "exo-db-cli", "ret")).containsExactly("retention");
        assertThat(completed(shell, "exo-db-cli", "retention", "un")).containsExactly("unset");
        assertThat(completed(shell, "exo-db-cli", "retention", "set", "--da")).containsExactly("--days");
        assertThat(completed(shell, "exo-db-cli", "partitions", "adopt", "s")).containsExactly("session_events");
        assertThat(completed(shell, "exo-db-cli", "completion", "")).contains("bash", "zsh");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void completesNamesAndMonthsThatTheDatabaseKnows(Shell shell)
            throws IOException, InterruptedException, SQLException {
        stage.migrate();
        stage.execute("insert into tenants (name, slug) values ('one', 'one')");
        stage.execute("insert into deployments (tenant_id, name) select id, label from tenants,"
                + " unnest(array['prod-a', 'prod b', 'it''s $5', 'test']) as names (label)");
        stage.execute("insert into detached_partitions (parent, name, trash_name, lower_bound, upper_bound, drop_after,"
                + " state)"
                + " values ('session_events', 'session_events_2025_03', 't', '2025-03-01Z',"
                + " '2025-04-01Z', now() + interval '1 day', 'detached')");
        stage.execute("create schema exo_trash");
        stage.execute("create table exo_trash.t (like session_events)");
        answer("deployments");
        answer("months");

        assertThat(completed(shell, "exo-db-cli", "retention", "get", "prod"))
                .containsExactlyInAnyOrder("prod-a", shell.offered("prod\\ b", "prod b"));
        assertThat(completed(shell, "exo-db-cli", "retention", "get", "prod\\ "))
                .containsExactly(shell.offered("prod\\ b", "prod b"));
        assertThat(completed(shell, "exo-db-cli", "retention", "get", "'prod ")).containsExactly("prod b");
        assertThat(completed(shell, "exo-db-cli", "retention", "get", "it"))
                .containsExactly(shell.offered("it\\'s\\ \\$5", "it's $5"));
        assertThat(completed(shell, "exo-db-cli", "partitions", "undrop", "2025"))
                .containsExactly("2025-03");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void completesNoNameWhereTheDatabaseDoesNotAnswer(Shell shell) throws IOException, InterruptedException {
        program("#!/bin/sh\necho prod-a\nsleep 30\n");

        assertThat(completed(shell, "exo-db-cli", "retention", "get", "prod")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void saysNothingWhereTheDatabaseIsDown(Shell shell) throws IOException, InterruptedException {
        program("#!/bin/sh\necho prod-a\necho 'there is no database' >&2\nexit 10\n");

        assertThat(completed(shell, "exo-db-cli", "retention", "get", "prod")).isEmpty();
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

    /** What the shell offers for the last of the words; it says nothing. */
    private List<String> completed(Shell shell, String... words) throws IOException, InterruptedException {
        Process process = shell.started(directory, words);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isZero();
        assertThat(err).isEmpty();
        return out.lines().filter(text -> !text.isBlank()).toList();
    }

    /** Asks a shell what it offers; the script and the program are in the directory. */
    enum Shell {
        BASH {
            @Override
            List<String> asking(Path directory, String... words) {
                String line = Stream.of(words)
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
                return List.of(
                        "bash",
                        "-c",
                        // Which bash has within a completion alone.
                        "compopt() { :; }; source '" + directory.resolve("script") + "'; COMP_WORDS=(" + line
                                + "); COMP_CWORD="
                                + (words.length - 1) + "; COMP_LINE=\"${COMP_WORDS[*]}\"; _complete_exo-db-cli;"
                                + " printf '%s\\n' \"${COMPREPLY[@]}\"");
            }
        },
        /** At a terminal of its own, by pressing the key. */
        ZSH {
            @Override
            List<String> asking(Path directory, String... words) throws IOException {
                Path driver = directory.resolve("offered.zsh");
                try (InputStream source = CompletionIT.class.getResourceAsStream("completion/offered.zsh")) {
                    Files.write(driver, Objects.requireNonNull(source).readAllBytes());
                }
                return List.of("zsh", "-f", driver.toString(), String.join(" ", words));
            }
        };

        /** What is asked for is quoted in bash, while zsh quotes it as it puts it on the line. */
        String offered(String quoted, String plain) {
            return this == BASH ? quoted : plain;
        }

        abstract List<String> asking(Path directory, String... words) throws IOException;

        Process started(Path directory, String... words) throws IOException {
            ProcessBuilder shell = new ProcessBuilder(asking(directory, words));
            shell.environment()
                    .put("PATH", directory + ":" + shell.environment().get("PATH"));
            return shell.start();
        }
    }
}
