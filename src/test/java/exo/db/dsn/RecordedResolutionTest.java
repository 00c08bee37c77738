package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares variables, password files and defaults with what libpq made of them. */
class RecordedResolutionTest {
    /** Those that every libpq has alike, so that the recording lists them. */
    private static final Set<Keyword> RECORDED = EnumSet.of(
            Keyword.USER,
            Keyword.PASSWORD,
            Keyword.PASSFILE,
            Keyword.CHANNEL_BINDING,
            Keyword.CONNECT_TIMEOUT,
            Keyword.DBNAME,
            Keyword.HOST,
            Keyword.PORT,
            Keyword.OPTIONS,
            Keyword.APPLICATION_NAME,
            Keyword.FALLBACK_APPLICATION_NAME,
            Keyword.KEEPALIVES,
            Keyword.SSLMODE,
            Keyword.SSLCOMPRESSION,
            Keyword.SSLSNI,
            Keyword.SSL_MIN_PROTOCOL_VERSION,
            Keyword.KRBSRVNAME,
            Keyword.TARGET_SESSION_ATTRS);

    @Test
    void resolvesEveryRecordedCaseAsLibpqDoes(@TempDir Path home) {
        List<List<String>> recorded = RecordedAnswers.read("resolved-by-libpq.tsv");

        assertThat(recorded).hasSizeGreaterThan(240).allSatisfy(fields -> {
            Map<String, String> environment = variables(fields.get(1));
            environment.put("HOME", home.toString());
            writePasswordFile(home.resolve(".pgpass"), fields.get(2));
            List<String> expected = fields.subList(3, fields.size());

            assertThat(answer(fields.getFirst(), environment, home)).isEqualTo(expected);
        });
    }

    private static List<String> answer(String text, Map<String, String> environment, Path home) {
        LocalUser localUser = new LocalUser("OSUSER", null);
        ConnectionSettingsResolver resolver =
                new ConnectionSettingsResolver(environment, new LocalConnectionFiles(), localUser);
        try {
            ResolvedConnection connection = resolver.resolve(ConnectionString.parse(text));
            return connection.parameters().values().stream()
                    .filter(parameter -> RECORDED.contains(parameter.keyword()))
                    .map(parameter -> parameter.keyword().word() + "=" + parameter.value())
                    .map(parameter -> parameter.replace(home.toString(), "HOME"))
                    .toList();
        } catch (MalformedConnectionString | UnusableConnectionSettings refused) {
            return List.of("ERROR");
        }
    }

    private static Map<String, String> variables(String lines) {
        Map<String, String> variables = new HashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return variables;
    }

    private static void writePasswordFile(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        if (!content.equals("-")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content, UTF_8);
        }
    }
}
