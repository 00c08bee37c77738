package exo.db.retention;

import exo.db.engine.Headway;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How an erasure behaves towards who started it.
 *
 * @param lockWait how long all waits for locks may take together
 * @param stop asked between batches; once it says true, no other batch begins
 * @param progress is told how far it is
 */
public record EraseConduct(Duration lockWait, BooleanSupplier stop, Consumer<Headway> progress) {}
