package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program as a process of its own, for what can only be seen of one: signals, and work that goes on. */
final class ProgramProcess {
    private ProgramProcess() {}

    static Process start(String dsn, String... arguments) throws IOException {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(java.stream(), Stream.of(arguments)).toList());
        builder.environment().putAll(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", MigrateStage.KEY));
        return builder.start();
    }

    /** Reads what it says until a line holds the text, which is returned, and fails when it ends before. */
    static String awaitLine(Process process, String text) throws IOException {
        BufferedReader err = process.errorReader();
        String line = err.readLine();
        while (line != null && !line.contains(text)) {
            line = err.readLine();
        }
        assertThat(line).isNotNull();
        return line;
    }

    static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }
}
