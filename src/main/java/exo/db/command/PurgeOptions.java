package exo.db.command;

import exo.db.command.option.ByteSizeConverter;
import exo.db.command.option.DurationConverter;
import exo.db.command.option.WrongUsage;
import exo.db.retention.PurgePolicy.Pace;
import exo.db.retention.PurgePolicy.Upkeep;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How hard a purge presses, for how long, and what it does afterwards. */
final class PurgeOptions {
    @Option(
            names = "--max-rate",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "Write so much log a second. Default: 16MiB.")
    private @Nullable Long maxRate;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Pause while a replica is further behind. Default: 10s.")
    private @Nullable Duration maxLag;

    @Option(names = "--no-pace", description = "Take all that the server gives, for a maintenance window.")
    private boolean noPace;

    @Option(
            names = "--max-runtime",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Stop after so long; the next run goes on there.")
    private @Nullable Duration maxRuntime;

    @Option(names = "--no-vacuum", description = "Leave VACUUM and ANALYZE to autovacuum.")
    private boolean noVacuum;

    @Option(
            names = "--reclaim",
            description = "Write months that have ended anew where a quarter of them is free room.")
    private boolean reclaim;

    /** @throws WrongUsage where one option makes another one empty */
    Pace pace() {
        if (noPace && (maxRate != null || maxLag != null)) {
            throw contradiction("--no-pace", maxRate != null ? "--max-rate" : "--max-lag");
        }
        if (maxRate != null && maxRate <= 0) {
            throw new WrongUsage("usage", "--max-rate 0 would never end", "", "use --no-pace for as fast as it can");
        }
        return noPace
                ? new Pace.Unpaced()
                : new Pace.Paced(
                        Objects.requireNonNullElse(maxRate, Pace.Paced.USUAL.bytesPerSecond()),
                        Objects.requireNonNullElse(maxLag, Pace.Paced.USUAL.mostLag()));
    }

    /** After which no other batch begins; null where there is no such limit. */
    @Nullable
    Duration maxRuntime() {
        return maxRuntime;
    }

    Upkeep upkeep() {
        if (reclaim) {
            if (noVacuum) {
                throw contradiction("--reclaim", "--no-vacuum");
            }
            return Upkeep.RECLAIM;
        }
        return noVacuum ? Upkeep.NONE : Upkeep.USUAL;
    }

    private static WrongUsage contradiction(String one, String other) {
        return new WrongUsage("usage", one + " and " + other + " contradict each other", "", "give one of them");
    }
}
