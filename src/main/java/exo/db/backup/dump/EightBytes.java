package exo.db.backup.dump;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes eight at a time, for those that mean something in COPY's text format. */
final class EightBytes {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private EightBytes() {}

    /** Where the next byte below the blank is, which may end a field or a row; or the end. */
    static int nextControl(byte[] bytes, int from, int end) {
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

    /** Whether there are only characters of ASCII, and no backslash among them. */
    static boolean isPlain(byte[] bytes, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, index);
            long other = eight ^ (ONES * '\\');
            // A byte that became zero borrows from the next, and so sets its highest bit.
            if (((eight | ((other - ONES) & ~other)) & HIGH) != 0) {
                return false;
            }
            index += Long.BYTES;
        }
        while (index < end && bytes[index] >= 0 && bytes[index] != '\\') {
            index++;
        }
        return index >= end;
    }
}
