package exo.db;

import exo.db.testing.OwnServer;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One daemon among several, as a process of its own with a network of its own. */
final class Replica implements AutoCloseable {
    private final WireProxy network;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    Replica(OwnServer server, Path directory, int number) throws IOException {
        this.network = WireProxy.to("127.0.0.1", server.port());
        this.environment = Map.of(
                "EXO_DATABASE_DSN",
                "host=127.0.0.1 port=" + network.port() + " user=postgres dbname=postgres sslmode=disable",
                "EXO_ENCRYPTION_KEY",
                MigrateStage.KEY,
                "EXO_CAST_STORAGE_DIR",
                Files.createDirectory(directory.resolve("casts")).toString(),
                "HOSTNAME",
                "replica-" + number);
        this.log = directory.resolve("log");
        this.process = launch();
    }

    WireProxy network() {
        return network;
    }

    /** Whether that holder of the lease is this one. */
    boolean is(String holder) {
        return holder.endsWith("/" + process.pid());
    }

    void signal(String name) throws IOException, InterruptedException {
        ProgramProcess.signal(process, name);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Undoes whatever happened to it. */
    void recover() throws IOException, InterruptedException {
        network.speakAgain();
        if (process.isAlive()) {
            signal("CONT");
        } else {
            process = launch();
        }
    }

    private Process launch() throws IOException {
        return CommandProcess.builder(environment, Main.class, "serve-maintenance", "--listen", "none")
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        network.close();
    }
}
