package exo.db.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;

/** A PostgreSQL 16 on a small disk of its own, to be crashed as a whole and to run out of space. */
public final class StruckServer implements AutoCloseable {
    /** What can be filled in a second: nobody is to fill a machine's disk by mistake. */
    private static final long LARGEST_DISK = 2L << 30;

    private static final int LARGE_PIECE = 1 << 20;
    private static final int SMALL_PIECE = 1 << 9;
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(1);

    private final OwnServer server;
    private final Path ballast;

    private StruckServer(OwnServer server, Path ballast) {
        this.server = server;
        this.ballast = ballast;
    }

    /**
     * One that runs.
     *
     * @param disk an empty directory; to be filled it has to be a file system of its own
     */
    public static StruckServer start(Path disk) throws IOException {
        OwnServer server = OwnServer.make(disk);
        // Segments are made anew all the time, so that a full disk is felt by the log as well.
        server.set("max_wal_size = '48MB'");
        server.set("min_wal_size = '32MB'");
        server.set("max_connections = 200");
        server.start();
        return new StruckServer(server, disk.resolve("ballast"));
    }

    /** The server itself. */
    public OwnServer server() {
        return server;
    }

    /** Stops at once, with everything that goes on, and recovers. */
    public synchronized void crash() {
        try {
            server.kill();
            revive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves no byte. */
    public synchronized void fillDisk() {
        try {
            if (Files.getFileStore(ballast.getParent()).getTotalSpace() > LARGEST_DISK) {
                throw new IllegalStateException(ballast.getParent() + " is not on a small disk of its own");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fill(LARGE_PIECE);
        fill(SMALL_PIECE);
    }

    private void fill(int piece) {
        byte[] zeros = new byte[piece];
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            // That was the point.
        }
    }

    /** Gives the space back, and returns when the server takes connections, whatever became of it. */
    public synchronized void revive() throws IOException {
        Files.deleteIfExists(ballast);
        long end = System.nanoTime() + LONGEST_RECOVERY.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (!server.isRunning()) {
                    server.start();
                }
                server.execute("select 1");
                return;
            } catch (SQLException | IllegalStateException recovering) {
                // Or a process of the server that was there before has not ended yet.
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException("the server does not come back");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
