package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.ClientPrograms;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database with the deployments, the month in the trash, the dump and the keys that the examples name, and a
 * directory in place of the places that they name. Lines without a shell's own signs are run in this process.
 */
final class ExampleStage implements AutoCloseable {
    private static final String NEW_KEY = "0f0e0d0c0b0a090807060504030201001f1e1d1c1b1a19181716151413121110";
    private static final Pattern OF_THE_SHELL = Pattern.compile("[|>;&$`]");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+) +");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private final String trashedMonth =
            YearMonth.now(ZoneOffset.UTC).minusMonths(20).toString();

    /** What {@code exo-db-cli -- pg_dump} finds is too old for the server, were it not told another version. */
    private final WireProxy proxy;

    private final TestDatabase database;
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> inPlaceOf = new LinkedHashMap<>();

    /** How a line ended. */
    record Run(int code, String err) {}

    ExampleStage(TestDatabase database, Path directory) throws Exception {
        this.database = database;
        this.directory = directory;
        this.proxy = WireProxy.to(database).claiming("15.18");
        setUpPlaces();
        setUpDatabase();
        setUpPrograms();
        dump();
    }

    private void setUpPlaces() throws IOException {
        Path casts = Files.createDirectory(directory.resolve("casts"));
        Files.writeString(casts.resolve("one.cast"), "{\"version\": 2, \"width\": 80, \"height\": 24}\n");
        Files.createDirectory(directory.resolve("scratch"));
        Path services = Files.writeString(directory.resolve("services"), "[exo]\nhost=db\n[prod]\nhost=db\n");
        environment.putAll(Map.of(
                "EXO_DATABASE_DSN", database.dsn(),
                "EXO_ENCRYPTION_KEY_FILE", secret("root-key", MigrateStage.KEY),
                "EXO_CAST_STORAGE_DIR", casts.toString(),
                "PGSERVICEFILE", services.toString(),
                // The programs of the drill's server are unpacked there once.
                "XDG_CACHE_HOME",
                        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache")));
        inPlaceOf.put("./exo-db-cli", "exo-db-cli");
        inPlaceOf.put("/mnt/safe/exo-root-key", environment.get("EXO_ENCRYPTION_KEY_FILE"));
        inPlaceOf.put("/run/new-key", secret("new-key", NEW_KEY));
        inPlaceOf.put("postgres://exo@db/exo", database.dsn());
        inPlaceOf.put(
                "host=a,b dbname=exo user=exo",
                "host=%1$s,%1$s port=%2$d dbname=%3$s user=%4$s password=%5$s"
                        .formatted(
                                database.host(),
                                database.port(),
                                database.name(),
                                database.user(),
                                database.password()));
        inPlaceOf.put("undrop 2026-03", "undrop " + trashedMonth);
        inPlaceOf.put("(PID)", "(0)");
        for (String file : List.of("exo.dump", "exo.sql.gz", "exo.manifest.json", "now.json", "plan.sql")) {
            inPlaceOf.put(" " + file, " " + directory.resolve(file));
        }
        inPlaceOf.put("/var/tmp", directory.resolve("scratch").toString());
        for (String place : List.of("/var/lib/node_exporter", "/etc/bash_completion.d", "~")) {
            inPlaceOf.put(place + "/", directory + "/");
        }
    }

    private void setUpDatabase() throws Exception {
        MigrateStage stage = new MigrateStage(database);
        assertThat(stage.migrate().code()).isZero();
        String month = trashedMonth + "-01";
        stage.execute("""
                insert into tenants (id, name, slug) values ('00000000-0000-0000-0000-0000000000aa', 'Acme', 'acme');
                insert into deployments (id, tenant_id, name) values
                    ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000aa', 'prod'),
                    ('5f0c6b0e-6a51-4f0e-9a30-2f7c9f0a1b2c', '00000000-0000-0000-0000-0000000000aa', 'gone'),
                    ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000000000aa', 'old-cluster');
                create table session_events_expired partition of session_events
                    for values from ('%1$s+00') to (timestamptz '%1$s+00' + interval '1 month');
                """.formatted(month));
        assertThat(run("exo-db-cli partitions drop-expired --yes").code()).isZero();
    }

    private void setUpPrograms() throws IOException {
        Path programs = ClientPrograms.directory();
        String launcher = System.getProperty("exo.test.launcher");
        program("exo-db-cli", launcher == null ? plainJava() : launcher);
        program("psql", programs.resolve("psql").toString());
        program("vault", "echo " + MigrateStage.KEY + " #");
        inPlaceOf.put(
                "-- pg_dump",
                "-- " + program("pg_dump", programs.resolve("pg_dump") + " -h 127.0.0.1 -p " + proxy.port()));
    }

    private static String plainJava() {
        return String.join(" ", CommandProcess.builder(Map.of(), Main.class).command());
    }

    /** Makes what the examples of backups read. */
    private void dump() throws Exception {
        Run run = run("exo-db-cli backup-check manifest --out exo.manifest.json -- pg_dump -Fc -f exo.dump");
        assertThat(run.code()).as(run.err()).isZero();
        Run script = run("exo-db-cli backup-check manifest --out now.json -- pg_dump -Z9 -f exo.sql.gz");
        assertThat(script.code()).as(script.err()).isZero();
    }

    /** Types the line as it stands, but for the places that it names. */
    Run run(String documented) throws IOException, InterruptedException {
        String line = documented;
        for (Map.Entry<String, String> place : inPlaceOf.entrySet()) {
            line = line.replace(place.getKey(), place.getValue());
        }
        if (documented.contains("rewrap --finish")) {
            begun();
        }
        return OF_THE_SHELL.matcher(line.replaceAll("'[^']*'|\\S+://\\S+", "")).find()
                ? inShell(line)
                : inProcess(line);
    }

    /** There is nothing to finish before that. */
    private void begun() throws IOException, InterruptedException {
        assertThat(run("EXO_ENCRYPTION_KEY_NEXT_FILE=/run/new-key exo-db-cli bootstrap-keyring rewrap --yes")
                        .code())
                .isZero();
    }

    private Run inProcess(String line) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        Matcher variable = VARIABLE.matcher(line);
        int start = 0;
        while (variable.region(start, line.length()).lookingAt()) {
            variables.put(variable.group(1), variable.group(2));
            start = variable.end();
        }
        List<String> words = new ArrayList<>(WORD.matcher(line.substring(start))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList());
        if (!words.removeFirst().equals("exo-db-cli")) {
            return inShell(line);
        }
        CommandRun run = CommandRun.of(variables, words.toArray(String[]::new));
        return new Run(run.code(), run.err());
    }

    private Run inShell(String line) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line);
        builder.environment().keySet().removeIf(name -> name.startsWith("EXO_") || name.startsWith("PG"));
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "PATH", directory.resolve("bin") + ":" + System.getenv("PATH"),
                        "EXO_DB_CLI_BUILD", "off",
                        "PGHOST", database.host(),
                        "PGPORT", Integer.toString(database.port()),
                        "PGUSER", database.user(),
                        "PGPASSWORD", database.password(),
                        "PGDATABASE", database.name()));
        int code = builder.redirectOutput(directory.resolve("out").toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Run(code, Files.readString(err));
    }

    private String program(String name, String command) throws IOException {
        Path script = Files.createDirectories(directory.resolve("bin")).resolve(name);
        Files.writeString(script, "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private String secret(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
