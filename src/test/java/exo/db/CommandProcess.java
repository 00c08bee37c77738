package exo.db;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Command lines as processes of their own, which can be killed; what they print is thrown away unless it is kept. */
final class CommandProcess {
    private CommandProcess() {}

    /** Starts the program without its launcher. */
    static Process start(Map<String, String> environment, String... arguments) throws IOException {
        return silent(builder(environment, Main.class, arguments));
    }

    /** Starts it with the launcher and its start-up caches, as a user does. */
    static Process startProgram(Map<String, String> environment, String... arguments) throws IOException {
        return silent(program(environment, arguments));
    }

    /** The launcher, about to run the program. */
    static ProcessBuilder program(Map<String, String> environment, String... arguments) {
        return with(environment, List.of(System.getProperty("exo.test.launcher")), arguments);
    }

    /** A Java like that of the launcher, with the classes of the tests, about to run that class. */
    static ProcessBuilder builder(Map<String, String> environment, Class<?> main, String... arguments) {
        return java(System.getProperty("java.class.path"), environment, main, arguments);
    }

    /** The program, with these classes before its own. */
    static ProcessBuilder behind(Path classes, Map<String, String> environment, String... arguments) {
        String path = classes + File.pathSeparator + System.getProperty("java.class.path");
        return java(path, environment, Main.class, arguments);
    }

    private static ProcessBuilder java(
            String classPath, Map<String, String> environment, Class<?> main, String... arguments) {
        return with(
                environment,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        main.getName()),
                arguments);
    }

    private static ProcessBuilder with(Map<String, String> environment, List<String> program, String... arguments) {
        List<String> line = new ArrayList<>(program);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        return builder;
    }

    private static Process silent(ProcessBuilder builder) throws IOException {
        return builder.redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
