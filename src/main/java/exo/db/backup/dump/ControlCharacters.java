package exo.db.backup.dump;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds bytes below the blank, which end fields and rows, eight at a time. */
final class ControlCharacters {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private ControlCharacters() {}

    /** Where the next one is, or the end. */
    static int next(byte[] bytes, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, index);
            // The lowest bit that is set is right; those above it may come of a borrow.
            long below = (eight - ONES * ' ') & ~eight & HIGH;
            if (below != 0) {
                return index + Long.numberOfTrailingZeros(below) / Byte.SIZE;
            }
            index += Long.BYTES;
        }
        while (index < end && (bytes[index] < 0 || bytes[index] >= ' ')) {
            index++;
        }
        return index;
    }
}
