package exo.db.database.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process that uses the embedded server of a directory until it is closed or killed. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private int port;

    private OtherProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** What runs in the other process: opens, says the port, and closes at the end of its input. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedLocation location = new EmbeddedLocation(Path.of(arguments[0]), Path.of(arguments[1]));
        EmbeddedServer server = EmbeddedServerIT.open(location, new ArrayList<>());
        try (server) {
            System.out.println(server.port());
            System.in.transferTo(System.out);
        }
    }

    /** Starts it and does not wait for its server. */
    static OtherProcess launch(Path directory) throws IOException {
        return new OtherProcess(builder(directory, EmbeddedServerIT.BINARIES).start());
    }

    static OtherProcess open(Path directory) throws IOException {
        OtherProcess other = launch(directory);
        other.port();
        return other;
    }

    /** With its own cache of binaries, and a directory in front of the search path. */
    static OtherProcess open(Path directory, Path binaries, Path programs) throws IOException {
        ProcessBuilder builder = builder(directory, binaries);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + File.pathSeparator + path);
        OtherProcess other = new OtherProcess(builder.start());
        other.port();
        return other;
    }

    private static ProcessBuilder builder(Path directory, Path binaries) {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        directory.toString(),
                        binaries.toString()))
                .redirectError(Redirect.INHERIT);
    }

    /** The server's port, as soon as it can be used. */
    int port() throws IOException {
        if (port == 0) {
            port = Integer.parseInt(output.readLine());
        }
        return port;
    }

    /** SIGKILL: nothing of the other process runs any more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
