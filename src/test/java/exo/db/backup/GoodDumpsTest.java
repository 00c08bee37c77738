package exo.db.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import exo.db.backup.Figure.Measure;
import exo.db.backup.dump.Dump;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.engine.Headway;
import exo.db.sealing.ColumnFacts;
import io.airlift.compress.v3.zstd.ZstdJavaOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps of many versions and options, none of which is damaged: nothing is found, and all of it is read. */
final class GoodDumpsTest {
    /** As {@link DumpRows} made them: 40 in use and one in the trash. */
    private static final long EVENTS = 41;

    /** Of these events, and of integrations, log sinks, tool statuses (two columns) and context summaries. */
    private static final long SEALED = EVENTS + 2 + 3 + 6 + 3;

    @TempDir
    private static Path directory;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void unpack() {
        DumpSamples.unpack(directory);
    }

    private static ArchiveStage stage() {
        return new ArchiveStage(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "custom",
                "custom-plain",
                "custom-best",
                "custom-inserts",
                "custom-piped",
                "tar",
                "directory",
                "directory-plain",
                "script",
                "script-verbose",
                "script-inserts",
                "script-column-inserts",
                "script-clean",
                "script-bare",
                "script-root",
                "cluster"
            })
    void nothingIsFoundInAWholeDump(String name) {
        BackupReport report = stage().check(directory.resolve(name));

        assertThat(ArchiveStage.found(report)).isEmpty();
        assertThat(rows(report, "session_events")).isEqualTo(EVENTS);
        assertThat(opened(report)).isEqualTo(SEALED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "tar", "directory", "script"})
    void whileADumpIsReadItIsToldHowFarThatIs(String name) throws IOException {
        ArchiveStage stage = stage();

        stage.check(directory.resolve(name));

        assertThat(stage.progress()).isNotEmpty().isSortedAccordingTo(Comparator.comparingLong(Headway::done));
        Headway last = stage.progress().getLast();
        assertThat(last.place()).isEqualTo(directory.resolve(name).toString());
        assertThat(last.all()).isEqualTo(DumpSize.of(directory.resolve(name))).isEqualTo(last.done());
    }

    @ParameterizedTest
    @CsvSource({
        "script-schema,",
        "script-tables,backup.table-missing",
        "script-data,backup.data-only",
        "script-definitions,backup.schema-only keyring.absent"
    })
    void aPartOfADatabaseIsToldAndIsNoDamage(String name, String found) {
        BackupReport report = stage().check(directory.resolve(name));

        assertThat(ArchiveStage.found(report)).isEqualTo(found == null ? Set.of() : Set.of(found.split(" ")));
        assertThat(report.worst()).isNotEqualTo(BackupCheck.Outcome.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource({
        "14,NONE", "14,GZIP", "15,NONE", "15,GZIP", "15,LZ4", "15,ZSTD", "16,NONE", "16,GZIP", "16,LZ4", "16,ZSTD"
    })
    void archivesOfEveryVersionAndCompressionAreRead(int minor, Compression compression) throws IOException {
        DumpWriter writer =
                new DumpWriter(Dump.open(directory.resolve("custom"), Duration.ofSeconds(20)), minor, compression);
        writer.custom(scratch.resolve("written"));
        writer.directory(scratch.resolve("written.d"));

        for (String name : new String[] {"written", "written.d"}) {
            BackupReport report = stage().check(scratch.resolve(name));

            assertThat(ArchiveStage.found(report)).isEmpty();
            assertThat(opened(report)).isEqualTo(SEALED);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDumpIsReadInWhateverItIsWrapped(Compression wrapping) throws IOException {
        for (String name : new String[] {"script", "custom", "tar"}) {
            Path wrapped = scratch.resolve(name);
            try (OutputStream out = packer(wrapping, Files.newOutputStream(wrapped))) {
                Files.copy(directory.resolve(name), out);
            }

            BackupReport report = stage().check(wrapped);

            assertThat(ArchiveStage.found(report)).isEmpty();
            assertThat(opened(report)).isEqualTo(SEALED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "tar", "directory", "script", "script-inserts"})
    void valuesBeforeTheKeyringAreOpenedInASecondReadingWhereTheyAreMany(String name) {
        BackupReport report = stage().checkTwice(directory.resolve(name));

        assertThat(ArchiveStage.found(report)).isEmpty();
        assertThat(opened(report)).isEqualTo(SEALED);
    }

    @Test
    void textOfAnotherEncodingIsNoDamage() throws IOException {
        String script = Files.readString(directory.resolve("script"), UTF_8);
        Path latin = Files.writeString(
                directory.resolve("latin"),
                script.replace("SET client_encoding = 'UTF8'", "SET client_encoding = 'LATIN1'"),
                ISO_8859_1);

        BackupReport report = stage().check(latin);

        assertThat(script).contains("\u00dcn\u00efcode");
        assertThat(ArchiveStage.found(report)).isEmpty();
        assertThat(opened(report)).isEqualTo(SEALED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"script", "script-inserts", "script-clean", "cluster"})
    void whatPsqlReadsOfATextThatWasConvertedIsReadAndWarnedOf(String name) throws IOException {
        String script = Files.readString(directory.resolve(name), ISO_8859_1);
        String mark = "\u00ef\u00bb\u00bf";
        for (String text :
                new String[] {mark + script, script.replace("\n", "\r\n"), mark + script.replace("\n", "\r\n")}) {
            Path converted = Files.writeString(scratch.resolve("converted"), text, ISO_8859_1);

            BackupReport report = stage().check(converted);

            assertThat(ArchiveStage.found(report)).containsExactly("backup.converted");
            assertThat(report.worst()).isEqualTo(BackupCheck.Outcome.WARNING);
            assertThat(rows(report, "session_events")).isEqualTo(EVENTS);
            assertThat(opened(report)).isEqualTo(SEALED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "x-UTF-16LE-BOM"})
    void aTextThatPsqlDoesNotReadIsNoDump(String charset) throws IOException {
        Path wide = Files.writeString(
                scratch.resolve("wide"),
                Files.readString(directory.resolve("script"), UTF_8),
                Charset.forName(charset));

        BackupReport report = stage().check(wide);

        assertThat(ArchiveStage.found(report)).containsExactly("backup.unrecognised");
        assertThat(report.checks()).anyMatch(check -> check.what().contains("UTF-16"));
    }

    @Test
    void tablesWhoseRowsWereExcludedAreNamed() throws IOException {
        String script = Files.readString(directory.resolve("script"), ISO_8859_1);
        Path without = Files.writeString(
                directory.resolve("without"),
                script.replaceFirst("(?s)COPY public\\.log_sinks .*?\n\\\\\\.\n", ""),
                ISO_8859_1);

        BackupReport report = stage().check(without);

        assertThat(ArchiveStage.found(report)).containsExactly("backup.rows-missing");
        assertThat(report.checks()).anyMatch(check -> check.what().endsWith(": log_sinks"));
    }

    private static OutputStream packer(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out);
            case LZ4 -> new FramedLZ4CompressorOutputStream(out);
            case ZSTD -> new ZstdJavaOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZCompressorOutputStream(out);
        };
    }

    private static double rows(BackupReport report, String table) {
        return report.figures().stream()
                .filter(figure ->
                        figure.measure() == Measure.ROWS && figure.of().equals(table))
                .mapToDouble(Figure::value)
                .sum();
    }

    private static long opened(BackupReport report) {
        return report.columns().stream().mapToLong(ColumnFacts::good).sum();
    }
}
