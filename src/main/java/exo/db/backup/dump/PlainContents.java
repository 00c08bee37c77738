package exo.db.backup.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The script itself. */
final class PlainContents implements Contents {
    private final Source source;

    PlainContents(Source source) {
        this.source = source;
    }

    @Override
    public void pour(Sink sink) {
        try (InputStream stream = source.open()) {
            sink.pour(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
