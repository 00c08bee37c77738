package exo.db.render;

import java.util.Locale;

/** Bytes as people read them, in powers of 1024. */
public final class ByteCount {
    private static final long STEP = 1024;
    private static final String UNITS = "KMGTP";

    private ByteCount() {}

    /** Such as {@code 1.5 GiB}. */
    public static String of(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        int unit = 0;
        double count = (double) bytes / STEP;
        while (count >= STEP && unit < UNITS.length() - 1) {
            count /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", count, UNITS.charAt(unit));
    }
}
