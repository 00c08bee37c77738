package exo.db.backup.dump;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import org.jspecify.annotations.Nullable;

/** A dump that is none, or that cannot be read to its end. */
public final class DumpDamaged extends ExoException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    DumpDamaged(Kind kind, String what, String why) {
        this(kind, what, why, null);
    }

    DumpDamaged(Kind kind, String what, String why, @Nullable Throwable cause) {
        super(ExitStatus.CHECK_FAILED, kind.id, what, why, kind.next, cause);
        this.kind = kind;
    }

    /** What is the matter with it. */
    public Kind kind() {
        return kind;
    }

    /** What can be the matter with a dump. */
    public enum Kind {
        /** It is nothing that pg_dump writes. */
        UNRECOGNISED("backup.unrecognised", "name the file or the directory that pg_dump wrote"),
        /** It ends before it should, or lacks the data of tables. */
        TRUNCATED("backup.truncated", "take another backup: this one was cut short or never finished"),
        /** Its bytes are not those that pg_dump wrote. */
        CORRUPT("backup.corrupt", "take another backup, and look for what damages files on the way or on the disk"),
        /** A file of a directory is not there. */
        MISSING_FILE("backup.missing-file", "copy the whole directory again, or take another backup"),
        /** It is there and the system does not give it. */
        UNREADABLE("backup.unreadable", "look at the file's rights and at the disk that it lies on"),
        /** Nothing came for a long time. */
        STALLED("backup.stalled", "look at the disk, the network file system or the pipe that it comes from"),
        /** It may be whole, and there is not enough memory for a part of it that has to be held as a whole. */
        TOO_LARGE("backup.too-large", "give it more memory, as in EXO_JAVA_OPTS=-Xmx4g"),
        /** It may be whole, and this program cannot read it. */
        UNSUPPORTED("backup.unsupported", "check it by a restore with the pg_restore that belongs to it");

        private final String id;
        private final String next;

        Kind(String id, String next) {
            this.id = id;
            this.next = next;
        }

        /** The finding's id. */
        public String id() {
            return id;
        }
    }
}
