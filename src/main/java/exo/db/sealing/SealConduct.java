package exo.db.sealing;

import exo.db.engine.Headway;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a run of sealing behaves.
 *
 * @param lockWait how long another run is waited for
 * @param stop asked between batches; once it says true, no other batch begins
 * @param waiting is told whom it waits for
 * @param progress is told every second how far it is, by whichever worker notices
 */
public record SealConduct(
        Duration lockWait, BooleanSupplier stop, Consumer<String> waiting, Consumer<Headway> progress) {}
