package exo.db.backup;

import exo.db.crypto.RootKey;
import exo.db.engine.Headway;
import exo.db.sealing.ValueCheck.Depth;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a live database.
 *
 * @param rootKey loads the key at hand, for the check to close; fails where there is none
 * @param escrowCopy loads the copy that was put away; null where it is not at hand
 * @param escrowMaxAge how old its last proof may be
 * @param progress is told how far the opening of values is
 */
public record LiveCheck(
        Supplier<RootKey> rootKey,
        Depth depth,
        @Nullable Supplier<RootKey> escrowCopy,
        Duration escrowMaxAge,
        Consumer<Headway> progress) {}
