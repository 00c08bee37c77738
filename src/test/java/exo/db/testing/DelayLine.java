package exo.db.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Bytes on a long way: each write arrives a fixed time after it was made, in order, however many are on the way.
 *
 * <p>Closing it closes the socket at its end once everything has arrived.
 */
final class DelayLine extends OutputStream {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final Socket target;
    private final Duration delay;
    private final BlockingQueue<Parcel> travelling = new LinkedBlockingQueue<>();

    private DelayLine(Socket target, Duration delay) {
        this.target = target;
        this.delay = delay;
    }

    /** Without a delay that is the socket's own stream. */
    static OutputStream to(Socket target, Duration delay) throws IOException {
        if (delay.isZero()) {
            return target.getOutputStream();
        }
        DelayLine line = new DelayLine(target, delay);
        Thread.ofVirtual().start(line::deliver);
        return line;
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        dispatch(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    @Override
    public void close() {
        dispatch(END);
    }

    static void rest(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private void dispatch(ByteBuffer bytes) {
        travelling.add(new Parcel(System.nanoTime() + delay.toNanos(), bytes));
    }

    private void deliver() {
        try (Socket end = target) {
            WritableByteChannel channel = Channels.newChannel(end.getOutputStream());
            while (true) {
                Parcel parcel = travelling.take();
                LockSupport.parkNanos(parcel.due() - System.nanoTime());
                if (!parcel.bytes().hasRemaining()) {
                    return;
                }
                channel.write(parcel.bytes());
            }
        } catch (IOException gone) {
            // The other side hears of it from the socket.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes, and when they arrive by {@link System#nanoTime}. */
    private record Parcel(long due, ByteBuffer bytes) {}
}
