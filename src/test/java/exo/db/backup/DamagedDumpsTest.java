package exo.db.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.backup.BackupCheck.Outcome;
import exo.db.backup.dump.Dump;
import exo.db.backup.dump.DumpDamaged;
import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.DumpVisitor;
import exo.db.backup.dump.TableData;
import exo.db.backup.dump.TocEntry;
import exo.db.crypto.RootKey;
import exo.db.failure.ExitStatus;
import exo.db.testing.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of damage: each kind is found, and under the right id. */
final class DamagedDumpsTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /** The two blocks of zeros behind the last file. */
    private static final int TAR_END = 1024;

    /** Offsets and bits are chosen by a die that falls the same way in each build, and anew in {@code FuzzRun}. */
    private final long seed = Long.getLong("exo.fuzz.seed", 7);

    @TempDir
    private static Path samples;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void unpack() {
        DumpSamples.unpack(samples);
    }

    /** What is done to a file, and under which id it is found. */
    record Damage(String name, String sample, Edit edit, String id) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Changes a file's bytes. */
    interface Edit {
        byte[] of(byte[] bytes);
    }

    static Stream<Damage> damages() {
        return Stream.of(
                new Damage("an empty file", "custom", bytes -> new byte[0], "backup.unrecognised"),
                new Damage(
                        "a text of something else",
                        "script",
                        text(text -> "-- My notes\nselect 1;\n"),
                        "backup.unrecognised"),
                new Damage(
                        "a picture",
                        "custom",
                        bytes -> new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10},
                        "backup.unrecognised"),
                new Damage(
                        "a custom archive of only its head",
                        "custom",
                        bytes -> Arrays.copyOf(bytes, 40),
                        "backup.truncated"),
                new Damage("a custom archive cut in its contents", "custom", cut(0.3), "backup.truncated"),
                new Damage("a custom archive cut in its data", "custom", cut(0.97), "backup.truncated"),
                new Damage(
                        "a custom archive without its last byte",
                        "custom",
                        bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                        "backup.truncated"),
                new Damage(
                        "a custom archive with more behind it",
                        "custom",
                        bytes -> Arrays.copyOf(bytes, bytes.length + 9),
                        "backup.corrupt"),
                new Damage("a custom archive of an unknown format", "custom", put(6, 99), "backup.unsupported"),
                new Damage("a custom archive of an unknown compression", "custom", put(8, 3), "backup.corrupt"),
                new Damage(
                        "a bit of compressed data",
                        "custom",
                        bytes -> flipped(bytes, bytes.length - 300),
                        "backup.corrupt"),
                new Damage(
                        "the number of a large object changed",
                        "custom",
                        bytes -> flipped(bytes, bytes.length - 30),
                        "backup.corrupt"),
                new Damage(
                        "a large object in a tar without a number",
                        "tar",
                        bytes -> renamed(bytes, "blob_1", "blob_x"),
                        "backup.corrupt"),
                new Damage("a tar cut in a file", "tar", cut(0.6), "backup.truncated"),
                new Damage(
                        "a tar cut after its contents",
                        "tar",
                        bytes -> Arrays.copyOf(bytes, member(bytes, 1)),
                        "backup.truncated"),
                new Damage(
                        "a tar cut in the zeros that fill up its last data file",
                        "tar",
                        bytes -> Arrays.copyOf(bytes, restoreScript(bytes) - 1),
                        "backup.truncated"),
                new Damage(
                        "a tar cut before its last file",
                        "tar",
                        bytes -> Arrays.copyOf(bytes, restoreScript(bytes)),
                        "backup.truncated"),
                new Damage(
                        "a tar without its end",
                        "tar",
                        bytes -> Arrays.copyOf(bytes, bytes.length - TAR_END),
                        "backup.truncated"),
                new Damage(
                        "a tar with a header changed",
                        "tar",
                        bytes -> flipped(bytes, member(bytes, 2) + 3),
                        "backup.corrupt"),
                new Damage(
                        "a script cut in the rows",
                        "script",
                        text(text -> text.substring(0, text.indexOf("COPY public.session_events_2026_03") + 900)),
                        "backup.truncated"),
                new Damage(
                        "a script cut at the end of a row",
                        "script",
                        text(text -> text.substring(
                                0, text.indexOf('\n', text.indexOf("COPY public.session_events_2026_03") + 900) + 1)),
                        "backup.truncated"),
                new Damage("a script cut at 60 %", "script", cut(0.6), "backup.truncated"),
                new Damage(
                        "a script without its last lines",
                        "script",
                        text(text -> text.substring(0, text.indexOf("-- PostgreSQL database dump complete"))),
                        "backup.truncated"),
                new Damage(
                        "a script whose rows do not end",
                        "script",
                        text(text -> text.replaceFirst("\n\\\\\\.\n", "\n")),
                        "backup.corrupt"),
                new Damage(
                        "a row that lost a field",
                        "script",
                        text(text -> text.replaceFirst("\tslack\t", "\t")),
                        "backup.corrupt"),
                new Damage(
                        "a row with a field too many",
                        "script",
                        text(text -> text.replaceFirst("\tslack\t", "\tsla\tck\t")),
                        "backup.corrupt"),
                new Damage(
                        "a byte of nothing within rows",
                        "script",
                        text(text -> text.replaceFirst("\tslack\t", "\tsl\0ck\t")),
                        "backup.corrupt"),
                new Damage(
                        "a time that never was",
                        "script",
                        text(text -> text.replaceFirst("2026-03-01 10:00:00", "2026-13-01 10:00:00")),
                        "backup.corrupt"),
                new Damage(
                        "a broken uuid",
                        "script",
                        text(text -> text.replace(
                                        "00000000-0000-0000-0000-000000000002\tt1",
                                        "0000000g-0000-0000-0000-000000000002\tt1")
                                .replace(
                                        "\t00000000-0000-0000-0000-000000000002\tns",
                                        "\t0000000g-0000-0000-0000-000000000002\tns")),
                        "backup.corrupt"),
                new Damage(
                        "broken JSON",
                        "script",
                        text(text -> text.replace("{\"n\": 3,", "{\"n\": 3;")),
                        "backup.corrupt"),
                new Damage(
                        "broken UTF-8",
                        "script",
                        text(text -> text.replaceFirst("\u00c3\u009c", "\u00c3(")),
                        "backup.corrupt"),
                new Damage(
                        "SQL that is none",
                        "script",
                        text(text -> text.replaceFirst("\nCREATE TABLE", "\nCRE\u0001TE TABLE")),
                        "backup.corrupt"),
                new Damage(
                        "a quote that is not closed",
                        "script-inserts",
                        text(text -> text.replaceFirst("'slack'", "'slack")),
                        "backup.truncated"),
                new Damage("a letter of a sealed value", "script", text(text -> sealedLetter(text)), "value.damaged"),
                new Damage(
                        "a sealed value cut short",
                        "script",
                        text(text -> text.replaceFirst("(exo1:[0-9a-f]{8}:[\\w-]{60})[\\w-]+", "$1")),
                        "value.damaged"),
                new Damage("values swapped between rows", "script", text(text -> swapped(text)), "value.damaged"),
                new Damage(
                        "values of an unknown key",
                        "script",
                        text(text -> text.replaceFirst("\texo1:[0-9a-f]{8}:([\\w-]+)\tt\n", "\texo1:00000000:$1\tt\n")),
                        "value.unknown-kid"),
                new Damage(
                        "a row's id",
                        "script-inserts",
                        text(text -> text.replaceFirst("(log_sinks VALUES \\('0000000)0", "$11")),
                        "value.damaged"),
                new Damage(
                        "the keyring's rows removed",
                        "script",
                        text(text -> text.replaceFirst("(COPY public.encryption_keys [^\n]*\n)[^\n]*\n", "$1")),
                        "keyring.missing"),
                new Damage(
                        "the keyring of another installation",
                        "script",
                        text(text ->
                                text.replaceFirst("(COPY public.encryption_keys [^\n]*\n)[0-9a-f]{8}", "$1deadbeef")),
                        "keyring.damaged"),
                new Damage(
                        "the canary",
                        "script",
                        text(text ->
                                text.replaceFirst("(c1c5e5a30bcb5a37\t\\\\N\t\\\\N\texo1:[0-9a-f]{8}:....)(.)", "$1-")),
                        "canary.bad"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void isFound(Damage damage) throws IOException {
        byte[] original = Files.readAllBytes(samples.resolve(damage.sample()));
        byte[] changed = damage.edit().of(original);
        Path file = Files.write(scratch.resolve("dump"), changed);

        BackupReport report = new ArchiveStage(samples).check(file);

        assertThat(changed).isNotEqualTo(original);
        assertThat(report.worst()).isEqualTo(Outcome.CRITICAL);
        assertThat(ArchiveStage.found(report)).contains(damage.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "tar", "script", "script-inserts", "cluster"})
    void noPartOfADumpFromItsBeginningPassesForTheWhole(String sample) throws IOException {
        byte[] whole = Files.readAllBytes(samples.resolve(sample));
        ArchiveStage stage = new ArchiveStage(samples);
        Random random = new Random(seed);

        for (int attempt = 0; attempt < 25; attempt++) {
            // Behind the last line of a script, and in the zeros at the end of a tar, nothing is lost.
            int length = random.nextInt(whole.length - (sample.equals("tar") ? TAR_END + 512 : 100));
            Path file = Files.write(scratch.resolve("dump"), Arrays.copyOf(whole, length));

            assertThat(stage.check(file).worst())
                    .as("the first %s bytes", length)
                    .isEqualTo(Outcome.CRITICAL);
        }
    }

    @Test
    void noBitOfPackedRowsIsFlippedUnseen() throws IOException {
        byte[] whole = Files.readAllBytes(samples.resolve("custom"));
        ArchiveStage stage = new ArchiveStage(samples);
        Random random = new Random(seed);
        int contents = (int) Dump.open(samples.resolve("custom"), Duration.ofSeconds(20)).entries().stream()
                .mapToLong(TocEntry::position)
                .filter(position -> position > 0)
                .min()
                .orElseThrow();

        for (int attempt = 0; attempt < 60; attempt++) {
            int offset = contents + random.nextInt(whole.length - contents);
            Path file = Files.write(scratch.resolve("dump"), flipped(whole, offset));

            assertThat(stage.check(file).worst()).as("byte %s", offset).isEqualTo(Outcome.CRITICAL);
        }
    }

    @Test
    void noBitOfAWrappedDumpIsFlippedUnseen() throws IOException {
        Path wrapped = scratch.resolve("dump.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(wrapped))) {
            Files.copy(samples.resolve("script"), out);
        }
        byte[] whole = Files.readAllBytes(wrapped);
        ArchiveStage stage = new ArchiveStage(samples);
        Random random = new Random(seed);

        for (int attempt = 0; attempt < 60; attempt++) {
            // The first ten bytes are gzip's head, which says nothing of the content.
            int offset = 10 + random.nextInt(whole.length - 10);
            Path file = Files.write(scratch.resolve("dump"), flipped(whole, offset));

            assertThat(stage.check(file).worst()).as("byte %s", offset).isEqualTo(Outcome.CRITICAL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom-plain", "tar", "script", "script-inserts"})
    void noBitOfASealedValueIsFlippedUnseenEvenWithoutAChecksum(String sample) throws IOException {
        byte[] whole = Files.readAllBytes(samples.resolve(sample));
        ArchiveStage stage = new ArchiveStage(samples);
        Random random = new Random(seed);
        List<Integer> values = Pattern.compile("exo1:")
                .matcher(new String(whole, ISO_8859_1))
                .results()
                .map(found -> found.start())
                .toList();

        for (int attempt = 0; attempt < 25; attempt++) {
            int offset = values.get(random.nextInt(values.size())) + 14 + random.nextInt(54);
            Path file = Files.write(scratch.resolve("dump"), flipped(whole, offset));

            assertThat(stage.check(file).worst()).as("byte %s", offset).isEqualTo(Outcome.CRITICAL);
        }
    }

    @Test
    void aMissingFileOfADirectoryIsNamed() throws IOException {
        Path copy = copied("directory");
        Path file = largest(copy, ".dat.gz");
        Files.delete(file);

        BackupReport report = new ArchiveStage(samples).check(copy);

        assertThat(ArchiveStage.found(report)).containsExactly("backup.missing-file");
    }

    @Test
    void aShortFileOfADirectoryIsFound() throws IOException {
        Path copy = copied("directory");
        Path file = largest(copy, ".dat.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThat(new ArchiveStage(samples).found(copy)).containsExactly("backup.truncated");
    }

    @Test
    void aTarOfADirectoryIsToldFromOneThatPgDumpWrote() throws IOException {
        Path tar = scratch.resolve("directory.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar));
                Stream<Path> files = Files.list(samples.resolve("directory"))) {
            for (Path file : files.sorted().toList()) {
                out.putArchiveEntry(new TarArchiveEntry(file, "directory/" + file.getFileName()));
                Files.copy(file, out);
                out.closeArchiveEntry();
            }
        }

        BackupReport report = new ArchiveStage(samples).check(tar);

        assertThat(ArchiveStage.found(report)).containsExactly("backup.unrecognised");
        assertThat(report.checks()).anyMatch(check -> check.what().contains("unpack it"));
    }

    @Test
    void aRowThatDoesNotFitIntoMemoryIsNoBug() {
        Dump dump = Dump.open(samples.resolve("script"), Duration.ofSeconds(20));

        assertThatThrownBy(() -> dump.read(new NoMemory()))
                .isInstanceOfSatisfying(
                        DumpDamaged.class, damage -> assertThat(damage.id()).isEqualTo("backup.too-large"));
    }

    /** Takes rows as long as no memory has. */
    private static final class NoMemory implements DumpVisitor {
        @Override
        public void statement(DumpStatement statement) {}

        @Override
        public void beginTable(TableData table) {
            throw new OutOfMemoryError("a row");
        }

        @Override
        public void rows(byte[] lines, int offset, int length) {}

        @Override
        public void endTable() {}
    }

    @Test
    void aDirectoryThatIsNoDumpIsToldFromACopyOfAServer() throws IOException {
        Path nothing = Files.createDirectory(scratch.resolve("nothing"));
        Path server = Files.createDirectory(scratch.resolve("server"));
        Files.writeString(server.resolve("PG_VERSION"), "16");
        ArchiveStage stage = new ArchiveStage(samples);

        assertThat(stage.found(nothing)).containsExactly("backup.unrecognised");
        assertThat(stage.check(server).checks()).anyMatch(check -> check.what().contains("pg_verifybackup"));
    }

    @Test
    void theContentsOfADirectoryAreNoDumpByThemselves() {
        assertThat(new ArchiveStage(samples).found(samples.resolve("directory/toc.dat")))
                .containsExactly("backup.unrecognised");
    }

    @Test
    void aFileThatIsNotThereIsUnreadable() {
        assertThat(new ArchiveStage(samples).found(scratch.resolve("none"))).containsExactly("backup.unreadable");
    }

    @Test
    void anotherKeyIsAFailureOfTheKey() {
        BackupReport report =
                new ArchiveStage(samples).check(samples.resolve("custom"), TestKeys::otherRootKey, List.of());

        assertThat(ArchiveStage.found(report)).containsExactly("key.wrong");
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.KEY);
    }

    @Test
    void withoutAKeyTheRestIsCheckedAndWhatIsNotIsTold() {
        BackupReport report = new ArchiveStage(samples)
                .check(samples.resolve("custom"), () -> RootKey.load(Map.of(), null), List.of());

        assertThat(ArchiveStage.found(report)).containsExactly("key.missing");
        assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
        assertThat(report.count(Outcome.LEFT_OUT)).isEqualTo(3);
    }

    static Stream<String> formsOfTheKey() {
        byte[] key = HexFormat.of().parseHex(KEY);
        return Stream.of(
                KEY,
                KEY.toUpperCase(Locale.ROOT),
                "\\\\x" + KEY,
                base64(key, 0),
                base64(key, 1),
                base64(key, 2),
                Base64.getUrlEncoder().encodeToString(key));
    }

    private static String base64(byte[] key, int before) {
        byte[] longer = new byte[before + key.length + 3];
        Arrays.fill(longer, (byte) 'x');
        System.arraycopy(key, 0, longer, before, key.length);
        return Base64.getEncoder().encodeToString(longer);
    }

    @ParameterizedTest
    @MethodSource("formsOfTheKey")
    void theKeyIsFoundInADump(String form) throws IOException {
        String script = Files.readString(samples.resolve("script"), ISO_8859_1);
        Path file = Files.writeString(
                scratch.resolve("dump"),
                script.replaceFirst("session:open", Matcher.quoteReplacement(form)),
                ISO_8859_1);

        assertThat(new ArchiveStage(samples).found(file)).containsExactly("backup.contains-key");
    }

    @Test
    void thePasswordOfTheConnectionIsFoundInADump() {
        BackupReport report =
                new ArchiveStage(samples).check(samples.resolve("custom"), TestKeys::rootKey, List.of("session:open"));

        assertThat(ArchiveStage.found(report)).containsExactly("backup.contains-key");
    }

    private static Edit text(UnaryOperator<String> edit) {
        return bytes -> edit.apply(new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    /** Where the header of the file begins that pg_dump writes last. */
    private static int restoreScript(byte[] tar) {
        return new String(tar, ISO_8859_1).lastIndexOf("restore.sql\0");
    }

    private static Edit cut(double share) {
        return bytes -> Arrays.copyOf(bytes, (int) (bytes.length * share));
    }

    private static Edit put(int offset, int value) {
        return bytes -> {
            byte[] changed = bytes.clone();
            changed[offset] = (byte) value;
            return changed;
        };
    }

    private static byte[] flipped(byte[] bytes, int offset) {
        byte[] changed = bytes.clone();
        changed[offset] ^= 1;
        return changed;
    }

    /** A file of a tar under another name of the same length, with the right checksum. */
    private static byte[] renamed(byte[] tar, String from, String to) {
        byte[] changed = tar.clone();
        int header = 0;
        for (int index = 1; !new String(changed, header, from.length(), ISO_8859_1).equals(from); index++) {
            header = member(tar, index);
        }
        System.arraycopy(to.getBytes(ISO_8859_1), 0, changed, header, to.length());
        Arrays.fill(changed, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int index = header; index < header + 512; index++) {
            sum += changed[index] & 0xff;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(ISO_8859_1), 0, changed, header + 148, 8);
        return changed;
    }

    /** Where a file in a tar begins, counted from 0. */
    private static int member(byte[] tar, int index) {
        int offset = 0;
        for (int count = 0; count < index; count++) {
            int size = Integer.parseInt(new String(tar, offset + 124, 11, ISO_8859_1).strip(), 8);
            offset += 512 + (size + 511) / 512 * 512;
        }
        return offset;
    }

    private static String sealedLetter(String text) {
        int index = text.indexOf("exo1:", text.indexOf("COPY public.log_sinks")) + 40;
        return text.substring(0, index) + (text.charAt(index) == 'A' ? 'B' : 'A') + text.substring(index + 1);
    }

    private static String swapped(String text) {
        Matcher values = Pattern.compile("exo1:[\\w:-]+").matcher(text);
        values.find(text.indexOf("COPY public.log_sinks"));
        String first = values.group();
        values.find();
        String second = values.group();
        return text.replace(first, "FIRST").replace(second, first).replace("FIRST", second);
    }

    private Path copied(String sample) throws IOException {
        Path copy = Files.createDirectory(scratch.resolve("copy"));
        try (Stream<Path> files = Files.list(samples.resolve(sample))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Path largest(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }
}
