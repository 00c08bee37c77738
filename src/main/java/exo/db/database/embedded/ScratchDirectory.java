package exo.db.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A directory for an embedded server that is needed once. Closing it stops the server and removes everything; what a
 * killed process left is removed by the next one that makes such a directory.
 */
public final class ScratchDirectory implements AutoCloseable {
    private static final String PREFIX = "exo-db-cli-scratch-";

    /** Whoever holds the locks of a directory is using it; there is nothing to wait for. */
    private static final Duration AT_ONCE = Duration.ZERO;

    private final Path path;
    private final Patience patience;

    private ScratchDirectory(Path path, Patience patience) {
        this.path = path;
        this.patience = patience;
    }

    /**
     * Makes one, after having removed those that nobody uses any more.
     *
     * @param pause lets time pass
     */
    public static ScratchDirectory make(Path parent, Consumer<Duration> pause) {
        Patience patience = new Patience(pause);
        try {
            for (Path abandoned : started(parent)) {
                remove(abandoned, patience);
            }
            return new ScratchDirectory(Files.createTempDirectory(parent, PREFIX), patience);
        } catch (IOException | UncheckedIOException e) {
            throw EmbeddedServerUnavailable.files(parent, e);
        }
    }

    public Path path() {
        return path;
    }

    /** To be called after the server's last share was given up, or when nobody will. */
    @Override
    public synchronized void close() {
        try {
            remove(path, patience);
            FileTree.delete(path);
        } catch (IOException | UncheckedIOException e) {
            throw EmbeddedServerUnavailable.files(path, e);
        }
    }

    /** Those in which a server was begun; one without its locks may be somebody's who has just made it. */
    private static List<Path> started(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .filter(entry -> Files.isWritable(entry.resolve("start.lock")))
                    .toList();
        }
    }

    private static void remove(Path directory, Patience patience) throws IOException {
        if (!Files.exists(directory.resolve("start.lock"))) {
            return;
        }
        try (ServerLocks locks = ServerLocks.open(directory)) {
            boolean isAbandoned = locks.decide(patience, AT_ONCE) && locks.leave();
            if (isAbandoned && new ServerProcess(new TrialDirectory(directory), patience).stop()) {
                FileTree.delete(directory);
            }
        }
    }
}
