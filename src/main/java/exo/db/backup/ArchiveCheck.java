package exo.db.backup;

import exo.db.crypto.RootKey;
import exo.db.engine.Headway;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which dump is to be checked, and what it is held against.
 *
 * @param manifest that was written with it; null where there is none
 * @param schema that Exo's tables are in; null where the manifest or the dump tells
 * @param rootKey loads the key at hand, for the check to close
 * @param passwords that must not be in the dump
 * @param maxAge how old it may be
 * @param zone of the clock that an archive's own time was read from
 * @param progress is told how far the reading is
 */
public record ArchiveCheck(
        Path dump,
        @Nullable Path manifest,
        @Nullable String schema,
        Supplier<RootKey> rootKey,
        Supplier<List<String>> passwords,
        Duration maxAge,
        ZoneId zone,
        Consumer<Headway> progress) {}
