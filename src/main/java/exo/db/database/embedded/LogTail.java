package exo.db.database.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/** The server's log, read from where it ended before the server was started. */
final class LogTail {
    /** Holds a failure with its hint, and still fits on the screen. */
    private static final int LINES = 5;

    /** Some thousand starts and stops; one older file is kept. */
    private static final long LARGEST = 1L << 20;

    private final Path log;
    private final long from;

    private LogTail(Path log, long from) {
        this.log = log;
        this.from = from;
    }

    /** Remembers where the log ends now, after putting a large one aside. */
    static LogTail begin(Path log) throws IOException {
        if (!Files.exists(log)) {
            return new LogTail(log, 0);
        }
        if (Files.size(log) > LARGEST) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
            return new LogTail(log, 0);
        }
        return new LogTail(log, Files.size(log));
    }

    /** What the server wrote since. */
    String text() throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        byte[] content = Files.readAllBytes(log);
        return new String(Arrays.copyOfRange(content, (int) from, content.length), StandardCharsets.UTF_8);
    }

    /** The end of a text, where programs say why they failed. */
    static String lastLines(String text) {
        List<String> lines = text.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
