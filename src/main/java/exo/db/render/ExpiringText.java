package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.DiskReturn;
import exo.db.retention.DiskReturn.Way;
import exo.db.retention.WindowChange.Expiring;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes by a change, and when the disk gets its room back, in words. */
final class ExpiringText {
    private ExpiringText() {}

    /** As one sentence without a full stop. */
    static String of(Expiring expiring, String effective) {
        if (expiring.rows() == 0) {
            return "no event expires by it now";
        }
        return String.format(Locale.ROOT, "%,d", expiring.rows())
                + (expiring.rows() == 1 ? " event expires" : " events expire") + " by it, about "
                + ByteCount.of(expiring.bytes()) + ", written from "
                + second(expiring.oldest()) + " to " + second(expiring.newest()) + "; deleted: " + effective + "; "
                + disk(expiring);
    }

    /** The fields that results share. */
    static void write(JsonGenerator json, Expiring expiring) throws IOException {
        json.writeNumberField("rows", expiring.rows());
        json.writeNumberField("bytes", expiring.bytes());
        json.writeStringField("oldest", instant(expiring.oldest()));
        json.writeStringField("newest", instant(expiring.newest()));
    }

    private static String second(@Nullable Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static @Nullable String instant(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String disk(Expiring expiring) {
        List<String> parts = new ArrayList<>();
        parts.add("disk: nothing is freed at once");
        Months dropped = new Months();
        Months held = new Months();
        Months reused = new Months();
        for (DiskReturn one : expiring.disk()) {
            switch (one.way()) {
                case Way.Dropped drop -> dropped.add(one, drop.by());
                case Way.Held hold -> held.add(one, null);
                case Way.Reused reuse -> reused.add(one, null);
            }
        }
        if (dropped.count > 0) {
            parts.add(dropped.words() + " comes back when " + dropped.names() + dropped.days()
                    + ", or sooner by retention enforce --reclaim");
        }
        if (held.count > 0) {
            parts.add(held.words() + " stays in " + held.names() + " until a hold is released, unless reclaimed");
        }
        if (reused.count > 0) {
            parts.add(reused.words() + " stays inside " + reused.names() + " for new rows");
        }
        return String.join(", ", parts);
    }

    /** Partitions whose room comes back in the same way. */
    private static final class Months {
        private int count;
        private long bytes;
        private String first = "";
        private @Nullable LocalDate earliest;
        private @Nullable LocalDate latest;

        void add(DiskReturn one, @Nullable Instant by) {
            first = count == 0 ? one.partition() : first;
            count++;
            bytes += one.bytes();
            if (by != null) {
                LocalDate day = by.atZone(ZoneOffset.UTC).toLocalDate();
                earliest = earliest == null || day.isBefore(earliest) ? day : earliest;
                latest = latest == null || day.isAfter(latest) ? day : latest;
            }
        }

        String words() {
            return "about " + ByteCount.of(bytes);
        }

        String names() {
            return count == 1 ? first : String.format(Locale.ROOT, "%s and %d more", first, count - 1);
        }

        String days() {
            boolean same = String.valueOf(earliest).equals(String.valueOf(latest));
            return (count == 1 ? " is dropped" : " are dropped") + ", by " + (same ? "" : earliest + " to ") + latest;
        }
    }
}
