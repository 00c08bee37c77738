package exo.db.render;

import java.util.Locale;

/** Bytes as people read them, in powers of 1024. */
public final class ByteCount {
    private static final long STEP = 1024;
    private static final String UNITS = "KMGTP";

    private ByteCount() {}

    /** Such as {@code 1.5 GiB}. */
    public static String of(long bytes) {
        return bytes < STEP ? bytes + " B" : text("%.1f %ciB", bytes);
    }

    /** Such as {@code 2G}, for where there is little room. */
    public static String shortly(long bytes) {
        return bytes < STEP ? Long.toString(bytes) : text("%.0f%c", bytes);
    }

    private static String text(String form, long bytes) {
        int unit = 0;
        double count = (double) bytes / STEP;
        while (count >= STEP && unit < UNITS.length() - 1) {
            count /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, form, count, UNITS.charAt(unit));
    }
}
