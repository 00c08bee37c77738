package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads contents ahead on a thread of its own, a few pieces and no more, and hands them over to one other thread.
 *
 * <p>A disk or a network file system that gives nothing blocks only that thread: whoever waits for it is told.
 */
final class Feed implements Contents.Sink, AutoCloseable {
    /** The pieces that lie ready, 2 MiB together: enough for both threads to go on while the other pauses. */
    private static final int PIECES = 8;

    private static final int PIECE_BYTES = 1 << 18;

    private final BlockingQueue<Piece> ready = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(PIECES + 2);
    private final Duration patience;
    private final Thread reader;

    private Feed(Contents contents, Duration patience) {
        this.patience = patience;
        this.reader = Thread.ofPlatform().name("dump-reader").daemon().unstarted(() -> run(contents));
    }

    /** Begins to read. */
    static Feed of(Contents contents, Duration patience) {
        Feed feed = new Feed(contents, patience);
        feed.reader.start();
        return feed;
    }

    /** What comes next of a dump. */
    sealed interface Piece {
        record Begin(TocEntry entry) implements Piece {}

        record BeginLargeObject(long oid) implements Piece {}

        /** The first bytes of a buffer, which is given back. */
        final class Content implements Piece {
            private final byte[] buffer;
            private final int length;

            Content(byte[] buffer, int length) {
                this.buffer = buffer;
                this.length = length;
            }

            byte[] buffer() {
                return buffer;
            }

            int length() {
                return length;
            }
        }

        record EndLargeObject() implements Piece {}

        record End() implements Piece {}

        /** Nothing comes any more. */
        record Finish() implements Piece {}

        record Failure(RuntimeException reason) implements Piece {}
    }

    /**
     * Waits for the next piece.
     *
     * @throws DumpDamaged if the dump is, or if nothing came for longer than patience lasts
     */
    Piece next() {
        Piece piece = interruptibly(() -> ready.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        if (piece == null) {
            throw new DumpDamaged(Kind.STALLED, "nothing could be read for " + patience.toSeconds() + " seconds", "");
        }
        if (piece instanceof Piece.Failure failure) {
            throw failure.reason();
        }
        return piece;
    }

    /** Gives back the buffer of a piece that was used up. */
    void release(byte[] buffer) {
        spare.offer(buffer);
    }

    @Override
    public void begin(TocEntry entry) {
        put(new Piece.Begin(entry));
    }

    @Override
    public void beginLargeObject(long oid) {
        put(new Piece.BeginLargeObject(oid));
    }

    @Override
    public void pour(InputStream stream) {
        boolean isMore = true;
        while (isMore) {
            byte[] buffer = spare.poll();
            isMore = pour(stream, buffer == null ? new byte[PIECE_BYTES] : buffer);
        }
    }

    @Override
    public void endLargeObject() {
        put(new Piece.EndLargeObject());
    }

    @Override
    public void end() {
        put(new Piece.End());
    }

    /** Stops reading; a thread that the system does not let go ends with the process. */
    @Override
    public void close() {
        reader.interrupt();
    }

    /** Whether there may be more. */
    private boolean pour(InputStream stream, byte[] buffer) {
        int filled = 0;
        try {
            while (filled < buffer.length) {
                int read = stream.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    break;
                }
                filled += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        put(new Piece.Content(buffer, filled));
        return filled == buffer.length;
    }

    private void run(Contents contents) {
        Piece last;
        try {
            contents.pour(this);
            last = new Piece.Finish();
        } catch (Stopped e) {
            return;
        } catch (RuntimeException e) {
            last = new Piece.Failure(e);
        } catch (OutOfMemoryError e) {
            last = new Piece.Failure(new IllegalStateException("no memory to read the dump with", e));
        }
        try {
            put(last);
        } catch (Stopped e) {
            // Nobody waits for it.
        }
    }

    private void put(Piece piece) {
        interruptibly(() -> {
            ready.put(piece);
            return piece;
        });
    }

    private static @Nullable Piece interruptibly(Waiting waiting) {
        try {
            return waiting.piece();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    private interface Waiting {
        @Nullable
        Piece piece() throws InterruptedException;
    }

    /** Somebody ended this thread's work. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("interrupted while reading a dump");
        }
    }
}
