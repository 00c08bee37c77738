package exo.db.backup.dump;

import exo.db.failure.Word;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a dump says of itself.
 *
 * @param wrapping around the whole file; {@code NONE} for a directory
 * @param compression of the data inside an archive; {@code NONE} for a plain script
 * @param conversions what another program did to a plain script
 * @param archiveVersion of the archive's format, such as {@code 1.14}; empty for a plain script
 * @param database empty where the dump does not name it
 * @param serverVersion of the server that was dumped; empty where the dump does not say
 * @param programVersion of pg_dump; empty where the dump does not say
 * @param started when pg_dump began, on the clock of its machine, in a zone that no dump tells; null where it does not
 *     say
 */
public record DumpHeader(
        Format format,
        Compression wrapping,
        Compression compression,
        Set<Conversion> conversions,
        String archiveVersion,
        String database,
        String serverVersion,
        String programVersion,
        @Nullable LocalDateTime started) {

    /** When pg_dump began, by its machine's clock. */
    public Optional<LocalDateTime> startedAt() {
        return Optional.ofNullable(started);
    }

    /** How the dump is laid out. */
    public enum Format {
        PLAIN,
        /** A plain script of several databases, by pg_dumpall. */
        CLUSTER,
        CUSTOM,
        DIRECTORY,
        TAR;

        /** As results print it. */
        public String word() {
            return Word.of(this);
        }
    }

    /** What programs do to text that psql reads nevertheless. */
    public enum Conversion {
        /** Before each line feed. */
        CARRIAGE_RETURNS,
        BYTE_ORDER_MARK;

        /** As results print it. */
        public String word() {
            return Word.of(this);
        }
    }

    /** How bytes are packed. */
    public enum Compression {
        NONE,
        GZIP,
        LZ4,
        ZSTD,
        BZIP2,
        XZ;

        /** As results print it. */
        public String word() {
            return Word.of(this);
        }
    }
}
