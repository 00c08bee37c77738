package exo.db.recording;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * The recordings directory held open: every name is looked up in a directory that is open already, and no symbolic link
 * is followed, so that nothing outside is ever met, whoever swaps a directory for a link meanwhile.
 */
final class CastTree implements AutoCloseable {
    /** What {@code mkfs} makes at the top of a volume, readable by root alone. */
    private static final Path LOST_AND_FOUND = Path.of("lost+found");

    private final SecureDirectoryStream<Path> top;

    private CastTree(SecureDirectoryStream<Path> top) {
        this.top = top;
    }

    /** Opens the directory; the directory itself may be named by a link. */
    static CastTree open(Path directory) throws IOException {
        DirectoryStream<Path> stream =
                directory.getFileSystem().provider().newDirectoryStream(directory, entry -> true);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new CastTree(secure);
        }
        stream.close();
        throw new FileSystemException(
                directory.toString(), null, "this platform cannot look up names in an open directory");
    }

    /** What came of a removal. */
    sealed interface Removal {
        record Removed(long bytes) implements Removal {}

        record Missing() implements Removal {}

        /** It is still there. */
        record Refused(String why) implements Removal {}
    }

    /** Whether a file may be removed, asked when it is held. */
    @FunctionalInterface
    interface Condition {
        boolean allows(BasicFileAttributes attributes);
    }

    /** Removes a name, of a file or of a link, not what a link leads to. */
    Removal remove(Path relative, Condition condition) throws IOException {
        try {
            return remove(top, relative, 0, condition);
        } catch (NoSuchFileException e) {
            return new Removal.Missing();
        }
    }

    private static Removal remove(SecureDirectoryStream<Path> in, Path relative, int depth, Condition condition)
            throws IOException {
        Path name = relative.getName(depth);
        BasicFileAttributes attributes = attributes(in, name);
        if (depth == relative.getNameCount() - 1) {
            if (attributes.isDirectory()) {
                return new Removal.Refused(relative + " is a directory");
            }
            if (!condition.allows(attributes)) {
                return new Removal.Refused(relative + " has changed meanwhile");
            }
            in.deleteFile(name);
            return new Removal.Removed(attributes.size());
        }
        if (attributes.isSymbolicLink()) {
            return new Removal.Refused(relative + ": a symbolic link is on its way");
        }
        if (!attributes.isDirectory()) {
            return new Removal.Missing();
        }
        try (SecureDirectoryStream<Path> below = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return remove(below, relative, depth + 1, condition);
        } catch (NotDirectoryException swapped) {
            return new Removal.Refused(relative + " has changed meanwhile");
        }
    }

    /** Is shown what there is. */
    interface Visitor {
        /** Shown a regular file. */
        Going file(Path relative, BasicFileAttributes attributes);

        /** Shown what is neither a file nor a directory; a link above all. */
        Going other(Path relative);

        /** Told of a directory that cannot be looked into. */
        void unreadable(Path relative, IOException failure);
    }

    /** Whether a walk goes on. */
    enum Going {
        ON,
        NO_FURTHER
    }

    /** Shows everything below, in no order; only once for each time the tree was opened. */
    void walk(Visitor visitor) {
        walk(top, Path.of(""), visitor);
    }

    private static Going walk(SecureDirectoryStream<Path> in, Path at, Visitor visitor) {
        try {
            for (Path entry : in) {
                Path name = entry.getFileName();
                if (show(in, name, at.resolve(name), visitor) == Going.NO_FURTHER) {
                    return Going.NO_FURTHER;
                }
            }
        } catch (DirectoryIteratorException e) {
            visitor.unreadable(at, new IOException(e));
        }
        return Going.ON;
    }

    private static Going show(SecureDirectoryStream<Path> in, Path name, Path relative, Visitor visitor) {
        try {
            BasicFileAttributes attributes = attributes(in, name);
            if (attributes.isRegularFile()) {
                return visitor.file(relative, attributes);
            }
            if (!attributes.isDirectory()) {
                return visitor.other(relative);
            }
            if (relative.equals(LOST_AND_FOUND)) {
                return Going.ON;
            }
            try (SecureDirectoryStream<Path> below = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return walk(below, relative, visitor);
            }
        } catch (NoSuchFileException gone) {
            return Going.ON;
        } catch (IOException e) {
            visitor.unreadable(relative, e);
            return Going.ON;
        }
    }

    /** Removes the directories below that are empty and were not changed since then; returns how many. */
    long removeEmpty(Instant unchangedSince) throws IOException {
        try {
            return removeEmpty(top, Path.of(""), unchangedSince).removed();
        } catch (DirectoryIteratorException e) {
            throw new IOException(e);
        }
    }

    private record Emptied(long left, long removed) {}

    private static Emptied removeEmpty(SecureDirectoryStream<Path> in, Path at, Instant unchangedSince)
            throws IOException {
        long left = 0;
        long removed = 0;
        for (Path entry : in) {
            Path name = entry.getFileName();
            BasicFileAttributes attributes = attributes(in, name);
            left++;
            if (!attributes.isDirectory() || at.resolve(name).equals(LOST_AND_FOUND)) {
                continue;
            }
            Emptied below = below(in, name, at, unchangedSince);
            removed += below.removed();
            if (below.left() == 0 && attributes.lastModifiedTime().toInstant().isBefore(unchangedSince)) {
                in.deleteDirectory(name);
                left--;
                removed++;
            }
        }
        return new Emptied(left, removed);
    }

    private static Emptied below(SecureDirectoryStream<Path> in, Path name, Path at, Instant unchangedSince)
            throws IOException {
        try (SecureDirectoryStream<Path> stream = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return removeEmpty(stream, at.resolve(name), unchangedSince);
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public void close() throws IOException {
        top.close();
    }
}
