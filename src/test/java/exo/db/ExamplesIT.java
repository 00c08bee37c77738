package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever help, manual and README give to type is typed, against one database that has what the examples name. */
@ExtendWith(PostgresExtension.class)
@Timeout(300)
final class ExamplesIT {
    /** What is not run here, and why. */
    private static final Map<String, String> NOT_HERE = Map.ofEntries(
            Map.entry("exo-db-cli migrate --embedded", "a fresh clone: FirstUseIT"),
            Map.entry("exo-db-cli status --embedded", "a fresh clone: FirstUseIT"),
            Map.entry("./exo-db-cli migrate --embedded", "a fresh clone: FirstUseIT"),
            Map.entry("./exo-db-cli status --embedded", "a fresh clone: FirstUseIT"),
            Map.entry(
                    "EXO_ENCRYPTION_KEY=$(printf '%064d' 9) ./exo-db-cli migrate --embedded; echo \"exit $?\"",
                    "another key: WrongKeyIT"),
            Map.entry("./exo-db-cli --prepare", "the launcher's: StartUpCacheIT"),
            Map.entry(
                    "exo-db-cli serve-maintenance --at 02:30 --listen 0.0.0.0:9188",
                    "runs until it is told to stop: DaemonFaceIT"),
            Map.entry("curl -fsS http://127.0.0.1:9188/readyz", "of a running daemon: DaemonFaceIT"),
            Map.entry("systemctl status exo-db-maintenance", "wants systemd"),
            Map.entry("sudo scripts/install", "into the system's own directories: PackagesIT"),
            Map.entry(
                    "docker build -f scripts/container/Containerfile -t exo-db-cli:0.1.0 .",
                    "wants an engine; its steps: PackagesIT"),
            Map.entry(
                    "docker compose --env-file exo.env -f scripts/compose.yaml up",
                    "wants an engine; its command lines: PackagesIT"),
            Map.entry(
                    "scripts/render-kubernetes --db-dsn-file dsn --namespace exo | kubectl apply -f -",
                    "wants a cluster; what is rendered: KubernetesTest"),
            Map.entry(
                    "kubectl patch deployment exo-backend --patch-file scripts/kubernetes/backend-patch.yaml",
                    "wants a cluster; the patch: KubernetesTest"),
            Map.entry("kubectl logs deployment/exo-db-maintenance", "wants a cluster"),
            Map.entry(
                    "pg_restore --exit-on-error --single-transaction --no-owner --no-acl"
                            + " --dbname=\"$EXO_DATABASE_DSN\" exo.dump",
                    "into an empty database: BackupScriptsIT"),
            Map.entry(
                    "export EXO_DATABASE_DSN='host=db.example user=exo dbname=exo sslmode=verify-full'",
                    "the stage sets it"),
            Map.entry("export EXO_ENCRYPTION_KEY_FILE=/run/secrets/exo-root-key", "the stage sets it"),
            Map.entry("mvn verify", "runs this"),
            Map.entry("mvn spotless:apply", "changes the sources"),
            Map.entry("mvn test -Dtest=SchemaPlannerTest", "a build"),
            Map.entry("mvn verify -Dit.test=MigrateIT -Dsurefire.skip=true", "a build"));

    /** 3 and 5 tell of the database, not of the line. */
    private static final List<Integer> WELL = List.of(0, 3, 5);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyExampleRuns(TestDatabase database) throws Exception {
        List<String> failed = new ArrayList<>();

        try (ExampleStage stage = new ExampleStage(database, directory)) {
            for (String line : inOrder()) {
                ExampleStage.Run run = stage.run(line);
                if (!WELL.contains(run.code())) {
                    failed.add(run.code() + " from " + line + "\n" + run.err());
                }
            }
        }

        assertThat(failed).isEmpty();
    }

    @Test
    void whatIsNotRunHereIsStillThere() {
        assertThat(DocumentedExamples.all()).containsAll(NOT_HERE.keySet());
    }

    /** As a reader meets them; a change of the root key last, since all others are typed with the old one. */
    private static List<String> inOrder() throws IOException {
        return DocumentedExamples.all().stream()
                .filter(line -> !NOT_HERE.containsKey(line))
                .sorted(Comparator.comparing(line -> line.contains("rewrap")))
                .toList();
    }
}
