package exo.db.database.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The file locks by which processes agree on who starts and who stops the server of a directory.
 *
 * <p>Whoever starts or stops it holds {@code start.lock} alone; whoever uses it holds a share of {@code users.lock}.
 * The kernel gives both back when a process dies, in whatever way.
 */
final class ServerLocks implements AutoCloseable {
    /**
     * The directories in use in this process. Static, because the kernel's locks belong to the process too: a second
     * holder would be granted everything, and would lose the first one's locks when it closes its file.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel starters;
    private final FileChannel users;
    private @Nullable FileLock deciding;
    private @Nullable FileLock share;

    private ServerLocks(Path directory, FileChannel starters, FileChannel users) {
        this.directory = directory;
        this.starters = starters;
        this.users = users;
    }

    /** Opens the lock files of a directory and locks none of them. */
    static ServerLocks open(Path directory) throws IOException {
        if (!IN_USE.add(directory)) {
            throw new IllegalStateException("the embedded server in " + directory + " is in use in this process");
        }
        try {
            return openFiles(directory);
        } catch (IOException e) {
            IN_USE.remove(directory);
            throw e;
        }
    }

    private static ServerLocks openFiles(Path directory) throws IOException {
        FileChannel starters = openFile(directory.resolve("start.lock"));
        try {
            return new ServerLocks(directory, starters, openFile(directory.resolve("users.lock")));
        } catch (IOException e) {
            starters.close();
            throw e;
        }
    }

    private static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(READ, WRITE, CREATE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Waits for the sole right to start or stop the server; false when others kept it for too long. */
    boolean decide(Patience patience, Duration limit) {
        return patience.until(
                () -> {
                    deciding = tryLock(starters);
                    return deciding != null;
                },
                limit);
    }

    /** Gives the right of {@link #decide} back. */
    void decided() throws IOException {
        if (deciding != null) {
            deciding.release();
            deciding = null;
        }
    }

    /** Counts this process among the users; only while deciding. */
    void share() throws IOException {
        share = users.lock(0, Long.MAX_VALUE, true);
    }

    /** Ends this process's share and says whether it was the last one; only while deciding. */
    boolean leave() throws IOException {
        if (share != null) {
            share.release();
            share = null;
        }
        FileLock alone = tryLock(users);
        if (alone == null) {
            return false;
        }
        alone.release();
        return true;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives back whatever is held. */
    @Override
    public void close() throws IOException {
        try (starters;
                users) {
            decided();
        } finally {
            IN_USE.remove(directory);
        }
    }
}
