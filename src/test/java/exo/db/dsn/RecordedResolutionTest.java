package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the string, service files, variables, password files and defaults together with what libpq made of them.
 *
 * <p>Recorded by {@code src/test/python/record-libpq-answers.py} from libpq 16.15, which the archive of the embedded
 * server holds: each case was given to {@code PQconnectStart} and {@code PQconnectdb}, and {@code PQconninfo} and
 * {@code PQpass} told the effective parameters. No server listened: an attempt that failed in the network counts as
 * accepted, any other failure is an ERROR.
 */
class RecordedResolutionTest {
    @TempDir
    private Path directory;

    @Test
    void resolvesEveryRecordedCaseAsLibpqDoes() {
        List<List<String>> recorded = RecordedAnswers.read("resolved-by-libpq.tsv");

        List<String> wrong = IntStream.range(0, recorded.size())
                .mapToObj(index -> difference(recorded.get(index), directory.resolve("home" + index)))
                .flatMap(List::stream)
                .toList();

        assertThat(recorded).hasSizeGreaterThan(1000);
        assertThat(wrong).isEmpty();
    }

    private static List<String> difference(List<String> fields, Path home) {
        writeFiles(home, fields.get(2));
        List<String> expected = fields.subList(3, fields.size()).stream()
                .filter(RecordedResolutionTest::isSameInEveryBuild)
                .toList();

        List<String> answer = answer(fields.getFirst(), variables(fields.get(1), home), home).stream()
                .filter(RecordedResolutionTest::isSameInEveryBuild)
                .toList();

        return answer.equals(expected)
                ? List.of()
                : List.of(fields.subList(0, 3) + "\n  gave " + answer + "\n  not  " + expected + "\n");
    }

    /** The recorded libpq was built without GSSAPI, most others are built with it. */
    private static boolean isSameInEveryBuild(String parameter) {
        return !parameter.equals("gssencmode=prefer") && !parameter.equals("gssencmode=disable");
    }

    private static List<String> answer(String text, Map<String, String> environment, Path home) {
        ConnectionSettingsResolver resolver =
                new ConnectionSettingsResolver(environment, new LocalConnectionFiles(), new LocalUser("OSUSER", null));
        try {
            String placed = text.replace("HOME", home.toString());
            return resolver.explain(ConnectionString.parseAsLibpq(placed)).parameters().values().stream()
                    .map(parameter -> parameter.keyword().word() + "=" + parameter.value())
                    .map(parameter -> parameter.replace(home.toString(), "HOME"))
                    .toList();
        } catch (MalformedConnectionString | UnusableConnectionSettings | UnusableService refused) {
            return List.of("ERROR");
        }
    }

    private static Map<String, String> variables(String lines, Path home) {
        Map<String, String> variables = new HashMap<>(Map.of("HOME", home.toString()));
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1).replace("HOME", home.toString()));
        });
        return variables;
    }

    private static void writeFiles(Path home, String files) {
        try {
            Files.createDirectory(home);
            for (String file : files.split("(?m)^>", -1)) {
                if (!file.isEmpty()) {
                    writeFile(home, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFile(Path home, String file) throws IOException {
        int headEnd = file.indexOf('\n');
        String[] head = file.substring(0, headEnd).split(" ", -1);
        Path path = home.resolve(head[0]);
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.substring(headEnd + 1).replace("HOME", home.toString()), UTF_8);
        Files.setPosixFilePermissions(path, permissions(head[1]));
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        return PosixFilePermissions.fromString(octal.chars()
                .mapToObj(digit -> List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx")
                        .get(digit - '0'))
                .collect(Collectors.joining()));
    }
}
