package exo.db.backup.dump;

import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.DumpHeader.Format;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a plain script says of itself in comments before its first statement, as {@code RestoreArchive} of
 * PostgreSQL's {@code pg_backup_archiver.c} writes them.
 */
final class PlainHead {
    private static final Pattern BEGINS =
            Pattern.compile("^-- PostgreSQL database (cluster )?dump$", Pattern.MULTILINE);
    private static final Pattern SERVER = Pattern.compile("^-- Dumped from database version (.+)$", Pattern.MULTILINE);
    private static final Pattern PROGRAM = Pattern.compile("^-- Dumped by pg_dump version (.+)$", Pattern.MULTILINE);
    private static final Pattern STARTED =
            Pattern.compile("^-- Started on (\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)", Pattern.MULTILINE);
    private static final Pattern CONNECT = Pattern.compile("^\\\\connect (.+)$", Pattern.MULTILINE);

    private PlainHead() {}

    /** None where the text does not begin a script of pg_dump. */
    static Optional<DumpHeader> read(byte[] bytes, Compression wrapping) {
        String head = Bytes.text(bytes, 0, bytes.length);
        Matcher begins = BEGINS.matcher(head);
        if (!begins.find()) {
            return Optional.empty();
        }
        Format format = begins.group(1) == null ? Format.PLAIN : Format.CLUSTER;
        String connected = format == Format.PLAIN ? found(CONNECT, head) : "";
        return Optional.of(new DumpHeader(
                format,
                wrapping,
                Compression.NONE,
                ConvertedText.conversions(bytes),
                "",
                connected.isEmpty() ? "" : CopyStatement.connected(connected),
                found(SERVER, head),
                found(PROGRAM, head),
                started(head)));
    }

    private static String found(Pattern pattern, String head) {
        Matcher matcher = pattern.matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static @Nullable LocalDateTime started(String head) {
        Matcher matcher = STARTED.matcher(head);
        return matcher.find() ? LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2)) : null;
    }
}
