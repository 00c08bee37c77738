package exo.db;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a run under load measured, left for {@code scripts/bench/run}, which shows it: a line of JSON a row, in the file
 * that {@code exo.load.figures} names.
 */
final class LoadFigures {
    private static final JsonMapper JSON = new JsonMapper();

    private LoadFigures() {}

    /** Rows of one title are shown as one table; the values are one measurement each. */
    static void tell(String title, String unit, String name, List<Double> values) {
        try {
            String line = JSON.writeValueAsString(new Line(title, unit, name, values)) + "\n";
            Files.writeString(
                    Path.of(System.getProperty("exo.load.figures")),
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long a writer waited, as rows of their own: what half, 99 of 100 and all of its statements took at most. */
    static void tellWaits(String title, String beside, WriteLoad.Account account) {
        String writer = account.writer().name() + ", " + beside;
        tell(title, "ms", writer + ": median", List.of(account.waited(0.5)));
        tell(title, "ms", writer + ": 99 %", List.of(account.waited(0.99)));
        tell(title, "ms", writer + ": longest", List.of(account.waited(1)));
    }

    private record Line(String title, String unit, String name, List<Double> values) {}
}
