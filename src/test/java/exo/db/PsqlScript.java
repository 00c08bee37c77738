package exo.db;

import exo.db.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A script for psql, and the ways to run it. */
final class PsqlScript {
    private PsqlScript() {}

    /** Who runs it; both stop at the first statement that fails, and both commit each that is in no transaction. */
    enum Runner {
        /** Statement by statement over JDBC, as psql sends them: needs nothing beside the server. */
        JDBC {
            @Override
            String run(TestDatabase database, String script) {
                return runFirst(database, script, Integer.MAX_VALUE);
            }
        },
        /** The program itself. */
        PSQL {
            @Override
            String run(TestDatabase database, String script) {
                return runPsql(database, script);
            }
        };

        /** Runs the whole script; returns what went wrong, or nothing. */
        abstract String run(TestDatabase database, String script);

        /** Those that are here: JDBC always, psql where there is one on the PATH. */
        static Stream<Runner> available() {
            return psql().isPresent() ? Stream.of(JDBC, PSQL) : Stream.of(JDBC);
        }
    }

    /** Runs the first statements only, and leaves as one who is killed does; returns what went wrong, or nothing. */
    static String runFirst(TestDatabase database, String script, int most) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements(script).stream().limit(most).toList()) {
                statement.execute(sql);
            }
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The statements, cut where psql cuts them: at semicolons outside of quotes; commands of psql left out. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < script.length(); at++) {
            char character = script.charAt(at);
            boolean comment = quote == 0 && script.startsWith("--", at);
            boolean command =
                    quote == 0 && character == '\\' && statement.toString().isBlank();
            if (comment || command) {
                at = script.indexOf('\n', at);
            } else if (quote == 0 && character == ';') {
                statements.add(statement.toString().strip());
                statement.setLength(0);
            } else {
                quote = quoteAfter(quote, character);
                statement.append(character);
            }
        }
        if (!statement.toString().isBlank()) {
            throw new AssertionError("the script ends within a statement: " + statement);
        }
        return statements;
    }

    private static char quoteAfter(char quote, char character) {
        if (quote != 0) {
            return character == quote ? 0 : quote;
        }
        return character == '\'' || character == '"' ? character : 0;
    }

    private static String runPsql(TestDatabase database, String script) {
        try {
            Path file = Files.createTempFile("plan", ".sql");
            Files.writeString(file, script);
            Process process = new ProcessBuilder(
                            psql().orElseThrow().toString(), "-X", "-q", "-d", database.dsn(), "-f", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.delete(file);
            return process.onExit().join().exitValue() == 0 ? "" : output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> psql() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "psql"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
