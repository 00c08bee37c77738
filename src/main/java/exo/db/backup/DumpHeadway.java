package exo.db.backup;

import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** How far the reading of a dump is, by the bytes of its files. */
final class DumpHeadway {
    private DumpHeadway() {}

    /** Is given how many bytes were read, piece by piece, and tells of it about every second. */
    static LongConsumer of(Path dump, Timing timing, Consumer<Headway> audience) {
        HeadwayMeter meter = new HeadwayMeter(timing, "KiB read", size(dump), audience);
        return bytes -> meter.advance(dump.toString(), bytes >> 10, bytes);
    }

    /** Zero, for unknown, where it cannot be read: whoever opens it says why. */
    static long size(Path dump) {
        try {
            return DumpSize.of(dump);
        } catch (IOException e) {
            return 0;
        }
    }
}
