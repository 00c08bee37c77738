package exo.db.database.embedded;

import exo.db.database.embedded.ServerPrograms.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The data directory of an embedded server, as {@code initdb} makes it. */
final class Cluster {
    static final String USER = "postgres";
    static final String DATABASE = "exo";

    /** The one major version that this tool brings and its schema is written for. */
    private static final String VERSION = "16";

    private static final String UNFINISHED = "data.new-";

    /** Knows upper and lower case in all languages and sorts by code point; the second is there everywhere. */
    private static final List<String> LOCALES = List.of("C.UTF-8", "C");

    private Cluster() {}

    /**
     * Whether the data directory is there.
     *
     * @throws EmbeddedServerUnavailable when it belongs to another major version of PostgreSQL
     */
    static boolean exists(TrialDirectory directory) throws IOException {
        if (!Files.exists(directory.data())) {
            return false;
        }
        String version = Files.readString(directory.data().resolve("PG_VERSION"), StandardCharsets.US_ASCII)
                .strip();
        if (!version.equals(VERSION)) {
            throw EmbeddedServerUnavailable.directory(
                    directory.path(),
                    "its data was made by PostgreSQL " + version + ", this is PostgreSQL " + VERSION,
                    "name another directory with --embedded=DIR, or use the exo-db-cli that made this one");
        }
        return true;
    }

    /** Makes the data directory with its one database; it gets its name when everything is in it. */
    static void make(TrialDirectory directory, ServerPrograms programs) throws IOException {
        sweepUnfinished(directory.path());
        Path unfinished =
                directory.path().resolve(UNFINISHED + ProcessHandle.current().pid());
        Outcome outcome = initialise(directory, programs, unfinished);
        if (outcome.succeeded()) {
            outcome = programs.run(
                    "postgres",
                    List.of("--single", "-c", "exit_on_error=true", "-D", unfinished.toString(), "postgres"),
                    "create database " + DATABASE + "\n");
        }
        if (!outcome.succeeded()) {
            FileTree.delete(unfinished);
            throw EmbeddedServerUnavailable.server(
                    "cannot make the embedded server's data in " + directory.path(),
                    LogTail.lastLines(outcome.output()),
                    directory.path());
        }
        Files.move(unfinished, directory.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Outcome initialise(TrialDirectory directory, ServerPrograms programs, Path target) {
        Outcome outcome = new Outcome(1, "");
        for (String locale : LOCALES) {
            outcome = programs.run(
                    "initdb",
                    List.of(
                            "--pgdata=" + target,
                            "--username=" + USER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + directory.passwordFile(),
                            "--encoding=UTF8",
                            "--locale=" + locale,
                            "--data-checksums"),
                    "");
            if (!outcome.output().contains("invalid locale name")) {
                return outcome;
            }
        }
        return outcome;
    }

    private static void sweepUnfinished(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> abandoned = entries.filter(
                            entry -> String.valueOf(entry.getFileName()).startsWith(UNFINISHED))
                    .toList();
            for (Path entry : abandoned) {
                FileTree.delete(entry);
            }
        }
    }
}
