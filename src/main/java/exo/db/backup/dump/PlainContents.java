package exo.db.backup.dump;

import exo.db.backup.dump.DumpHeader.Conversion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/** The script itself, as pg_dump wrote it. */
final class PlainContents implements Contents {
    private final Source source;
    private final Set<Conversion> conversions;

    PlainContents(Source source, Set<Conversion> conversions) {
        this.source = source;
        this.conversions = conversions;
    }

    @Override
    public void pour(Sink sink) {
        try (InputStream stream = ConvertedText.undo(conversions, source.open())) {
            sink.pour(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
