package exo.db;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for root keys in what a real process has printed, logged at the most verbose level and left on its heap,
 * garbage included, when its command has ended.
 */
@ExtendWith(PostgresExtension.class)
final class KeysLeaveTheProcessIT {
    /** Room enough for all objects and classes of a command: what a collection overwrites would be missed. */
    private static final List<String> NEVER_COLLECTED = List.of("-Xmn400m", "-XX:MetaspaceSize=256m");

    private final byte[] key = random();
    private final byte[] nextKey = random();
    private final TestDatabase database;

    @TempDir
    private Path directory;

    KeysLeaveTheProcessIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void nothingOfAKeyFromAFileIsLeftWhicheverCommandRan() throws Exception {
        Path binary = file("binary", key);
        Path hex = file("hex", (hex(key) + "\n").getBytes(ISO_8859_1));
        Path base64 = file("base64", Base64.getEncoder().encode(key));
        Path next = file("next", Base64.getUrlEncoder().withoutPadding().encode(nextKey));

        List<Map<String, Integer>> found = new ArrayList<>();
        found.add(left(Map.of("EXO_ENCRYPTION_KEY_FILE", hex.toString()), "migrate"));
        found.add(left(Map.of("EXO_ENCRYPTION_KEY_FILE", base64.toString()), "bootstrap-keyring", "rotate", "--yes"));
        found.add(left(Map.of("EXO_ENCRYPTION_KEY_FILE", binary.toString()), "bootstrap-keyring", "status"));
        found.add(left(
                Map.of("EXO_ENCRYPTION_KEY_FILE", binary.toString(), "EXO_ENCRYPTION_KEY_NEXT_FILE", next.toString()),
                "bootstrap-keyring",
                "rewrap",
                "--yes"));

        assertThat(found).allMatch(Map::isEmpty);
    }

    @Test
    void nothingOfAKeyFromStandardInputIsLeftWhetherItOpensOrNot() throws Exception {
        Path binary = file("binary", key);
        Path hex = file("hex", hex(key).getBytes(ISO_8859_1));
        left(Map.of("EXO_ENCRYPTION_KEY_FILE", binary.toString()), "migrate");

        Ended proof = run(Map.of(), Files.readAllBytes(hex), "bootstrap-keyring", "escrow-check", "--key-file", "-");
        Ended refusal = run(
                Map.of(), hex(nextKey).getBytes(ISO_8859_1), "bootstrap-keyring", "escrow-check", "--key-file", "-");

        assertThat(proof.code()).as(proof.said()).isZero();
        assertThat(refusal.code()).as(refusal.said()).isEqualTo(12);
        assertThat(proof.found()).isEmpty();
        assertThat(refusal.found()).isEmpty();
    }

    /** A process that only looks at its environment has the text as often. */
    @Test
    void ofAKeyFromTheVariableOnlyTheMachinesOwnCopyOfTheEnvironmentIsLeft() throws Exception {
        Map<String, String> environment = Map.of("EXO_ENCRYPTION_KEY", hex(key));

        Ended idle = run(environment, new byte[0]);
        Ended migrate = run(environment, new byte[0], "migrate");

        assertThat(migrate.code()).as(migrate.said()).isZero();
        assertThat(idle.found()).containsOnlyKeys("key in hex on the heap");
        assertThat(migrate.found()).isEqualTo(idle.found());
    }

    private Map<String, Integer> left(Map<String, String> environment, String... arguments) throws Exception {
        Ended ended = run(environment, new byte[0], arguments);
        assertThat(ended.code()).as(ended.said()).isZero();
        return ended.found();
    }

    private Ended run(Map<String, String> environment, byte[] input, String... words) throws Exception {
        Path dump = directory.resolve("heap-" + System.nanoTime() + ".hprof");
        Path said = directory.resolve("said");
        Map<String, String> all = new HashMap<>(environment);
        all.put("EXO_DATABASE_DSN", database.dsn());
        all.put("EXO_DB_CLI_LOG", "trace");
        all.put(HeapDumpingMain.DUMP, dump.toString());
        List<String> arguments = new ArrayList<>(List.of(words));
        if (!arguments.isEmpty()) {
            arguments.addAll(List.of("--verbose", "--stacktrace"));
        }
        ProcessBuilder builder = CommandProcess.builder(all, HeapDumpingMain.class, arguments.toArray(String[]::new));
        builder.command().addAll(1, NEVER_COLLECTED);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input);
        }
        int code = process.waitFor();
        byte[] heap = Files.readAllBytes(dump);
        Files.delete(dump);
        byte[] text = Files.readAllBytes(said);
        return new Ended(code, new String(text, ISO_8859_1), found(heap, text));
    }

    /** Where which key was found in which form, and how often. */
    private Map<String, Integer> found(byte[] heap, byte[] said) {
        Map<String, Integer> found = new LinkedHashMap<>();
        forms(key).forEach((form, bytes) -> {
            note(found, "key in " + form + " on the heap", count(heap, bytes));
            note(found, "key in " + form + " in the output", count(said, bytes));
        });
        forms(nextKey).forEach((form, bytes) -> {
            note(found, "next key in " + form + " on the heap", count(heap, bytes));
            note(found, "next key in " + form + " in the output", count(said, bytes));
        });
        return found;
    }

    private static void note(Map<String, Integer> found, String where, int times) {
        if (times > 0) {
            found.put(where, times);
        }
    }

    private static Map<String, byte[]> forms(byte[] key) {
        Map<String, String> texts = Map.of(
                "hex",
                hex(key),
                "upper-case hex",
                hex(key).toUpperCase(Locale.ROOT),
                "base64",
                Base64.getEncoder().withoutPadding().encodeToString(key),
                "base64url",
                Base64.getUrlEncoder().withoutPadding().encodeToString(key));
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("bytes", key);
        texts.forEach((form, text) -> {
            forms.put(form, text.getBytes(ISO_8859_1));
            forms.put(form + " as characters", text.getBytes(UTF_16BE));
            forms.put(form + " as characters, turned", text.getBytes(UTF_16LE));
        });
        return forms;
    }

    private static int count(byte[] where, byte[] wanted) {
        int times = 0;
        byte first = wanted[0];
        int last = where.length - wanted.length;
        for (int start = 0; start <= last; start++) {
            if (where[start] == first && Arrays.equals(where, start, start + wanted.length, wanted, 0, wanted.length)) {
                times++;
            }
        }
        return times;
    }

    private Path file(String name, byte[] content) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** A process that has ended. */
    private record Ended(int code, String said, Map<String, Integer> found) {}
}
