package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.DumpHeader.Format;
import exo.db.backup.dump.TocEntry.Section;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of an archive and its table of contents, as {@code ReadHead} and {@code ReadToc} of PostgreSQL's
 * {@code pg_backup_archiver.c} read them.
 *
 * @param end where the table of contents ends, and the data of a custom archive begin
 */
record Toc(DumpHeader header, List<TocEntry> entries, long end) {
    /** The first bytes of every archive. */
    static final byte[] MARK = {'P', 'G', 'D', 'M', 'P'};

    /** Version 1.12 is that of PostgreSQL 9.0 to 10; 1.14 of 12 to 15; 1.15 of 16; 1.16 of 17 and 18. */
    private static final int OLDEST_MINOR = 12;

    private static final int NEWEST_MINOR = 16;

    /** {@code archCustom} and {@code archTar} of {@code pg_backup.h}; a directory says tar. */
    private static final int CUSTOM_CODE = 1;

    private static final int TAR_CODE = 3;

    /** {@code K_OFFSET_POS_SET} of {@code pg_backup_archiver.h}: pg_dump came back to say where the data begin. */
    private static final int POSITION_SET = 2;

    /** How {@code struct tm} counts years. */
    private static final int FIRST_YEAR = 1900;

    /**
     * @param format of the archive that this is the table of contents of
     * @param wrapping what the file was packed in
     */
    static Toc read(ArchiveInput input, Format format, Compression wrapping) {
        return new Reader(input, format, wrapping).toc();
    }

    /** Whether the first bytes are those of a custom archive, and not of a directory's {@code toc.dat}. */
    static boolean isCustom(byte[] head) {
        int code = MARK.length + 5;
        return head.length > code && head[code] == CUSTOM_CODE;
    }

    /** Reads one from its beginning. */
    private static final class Reader {
        private final ArchiveInput input;
        private final Format format;
        private final Compression wrapping;
        private int minor;
        private int offsetBytes;

        Reader(ArchiveInput input, Format format, Compression wrapping) {
            this.input = input;
            this.format = format;
            this.wrapping = wrapping;
        }

        Toc toc() {
            DumpHeader header = header();
            int count = input.integer();
            List<TocEntry> entries = new ArrayList<>();
            Set<Integer> ids = new HashSet<>();
            for (int index = 0; index < count; index++) {
                TocEntry entry = entry();
                if (entry.id() <= 0 || !ids.add(entry.id())) {
                    throw input.corrupt("entry " + entry.id() + " of the table of contents cannot be");
                }
                entries.add(entry);
                input.heed(entry.definition());
            }
            return new Toc(header, entries, input.position());
        }

        private DumpHeader header() {
            if (!Bytes.startsWith(input.most(MARK.length), MARK)) {
                throw input.corrupt("the table of contents does not begin with PGDMP");
            }
            String version = version();
            int integerBytes = input.unsignedByte();
            offsetBytes = input.unsignedByte();
            if (!isSize(integerBytes) || !isSize(offsetBytes)) {
                throw input.corrupt("numbers of " + integerBytes + " and " + offsetBytes + " bytes");
            }
            input.integerBytes(integerBytes);
            int code = input.unsignedByte();
            if (code != (format == Format.CUSTOM ? CUSTOM_CODE : TAR_CODE)) {
                throw input.corrupt("it says that its format is number " + code);
            }
            Compression compression = compression();
            LocalDateTime started = time();
            String database = input.text();
            String server = input.text();
            String program = input.text();
            return new DumpHeader(format, wrapping, compression, Set.of(), version, database, server, program, started);
        }

        private String version() {
            int major = input.unsignedByte();
            minor = input.unsignedByte();
            String version = major + "." + minor;
            input.unsignedByte();
            if (major != 1 || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
                throw new DumpDamaged(
                        Kind.UNSUPPORTED,
                        "the archive is of format " + version,
                        "this version reads 1." + OLDEST_MINOR + " to 1." + NEWEST_MINOR
                                + ", which PostgreSQL 9 to 18 write");
            }
            return version;
        }

        private static boolean isSize(int bytes) {
            return bytes == Integer.BYTES || bytes == Long.BYTES;
        }

        private Compression compression() {
            if (minor < 15) {
                // A level of zlib's, where -1 is its usual one.
                return input.integer() == 0 ? Compression.NONE : Compression.GZIP;
            }
            int algorithm = input.unsignedByte();
            return switch (algorithm) {
                case 0 -> Compression.NONE;
                case 1 -> Compression.GZIP;
                case 2 -> Compression.LZ4;
                case 3 -> Compression.ZSTD;
                default -> throw input.corrupt("it says that its compression is number " + algorithm);
            };
        }

        private @Nullable LocalDateTime time() {
            int second = input.integer();
            int minute = input.integer();
            int hour = input.integer();
            int day = input.integer();
            int month = input.integer();
            int year = input.integer();
            input.integer();
            try {
                // A leap second is the 60th.
                return LocalDateTime.of(FIRST_YEAR + year, month + 1, day, hour, minute, Math.min(second, 59));
            } catch (DateTimeException e) {
                throw input.corrupt("it says that it was begun at a time that never was");
            }
        }

        private TocEntry entry() {
            int id = input.integer();
            boolean hasData = input.integer() != 0;
            input.text();
            input.text();
            String name = input.text();
            String kind = input.text();
            Section section = section(input.integer());
            String definition = input.text();
            String drop = input.text();
            String copy = input.text();
            String namespace = input.text();
            input.text();
            if (minor >= 14) {
                input.text();
            }
            if (minor >= 16) {
                input.integer();
            }
            String owner = input.text();
            input.text();
            List<Integer> dependencies = dependencies();
            String file = format == Format.CUSTOM ? "" : input.text();
            long position = format == Format.CUSTOM ? position() : 0;
            return new TocEntry(
                    id,
                    kind,
                    namespace,
                    name,
                    owner,
                    section,
                    definition,
                    drop,
                    copy,
                    dependencies,
                    file,
                    hasData,
                    position);
        }

        private Section section(int number) {
            return switch (number) {
                case 1 -> Section.NONE;
                case 2 -> Section.PRE_DATA;
                case 3 -> Section.DATA;
                case 4 -> Section.POST_DATA;
                default -> throw input.corrupt("an entry of the table of contents is in section " + number);
            };
        }

        private List<Integer> dependencies() {
            List<Integer> dependencies = new ArrayList<>();
            for (String text = input.textOrNull(); text != null; text = input.textOrNull()) {
                try {
                    dependencies.add(Integer.parseInt(text));
                } catch (NumberFormatException e) {
                    throw input.corrupt("an entry of the table of contents depends on what is no number");
                }
            }
            return dependencies;
        }

        private long position() {
            int flag = input.unsignedByte();
            long position = input.magnitude(offsetBytes);
            return flag == POSITION_SET ? position : 0;
        }
    }
}
