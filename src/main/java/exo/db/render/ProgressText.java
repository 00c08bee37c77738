package exo.db.render;

import exo.db.database.Waiting;
import exo.db.engine.Headway;
import exo.db.engine.PlanEvent;
import exo.db.engine.PlanEvent.Activity;
import exo.db.retention.PurgeProgress;
import exo.db.schema.ChangeText;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words for how far a step is that takes long. */
final class ProgressText {
    /** Leaves 60 columns room for the figures. */
    private static final int BAR = 10;

    private ProgressText() {}

    static String of(PlanEvent.Progress now) {
        return ChangeText.of(now.step().change()) + ": " + extent(now);
    }

    /** What changes first: a terminal may be too narrow for all of it. */
    static String inPlace(PlanEvent.Progress now) {
        return bar(now.activity()) + extent(now) + ": "
                + ChangeText.of(now.step().change());
    }

    private static String bar(Activity activity) {
        return switch (activity) {
            case Activity.Building building -> bar(building.percent(), 100);
            case Activity.Checking checking -> "";
            case Activity.Filling filling -> bar(filling.done(), filling.rows());
        };
    }

    private static String extent(PlanEvent.Progress now) {
        return switch (now.activity()) {
            case Activity.Building building ->
                "about " + building.percent() + " %, " + building.phase() + ", " + time(now.elapsed()) + " so far"
                        + left(building);
            case Activity.Checking checking ->
                time(now.elapsed()) + " so far" + rows(checking.rows()) + "; the server does not say how far it is";
            case Activity.Filling filling ->
                filled(filling) + rate(filling.done(), now.elapsed()) + ", " + time(now.elapsed()) + " so far"
                        + left(filling, now.elapsed());
        };
    }

    private static String left(Activity.Building building) {
        Duration left = building.left();
        if (left == null) {
            return "";
        }
        return building.phase().startsWith("waiting for")
                ? ", about " + time(left) + " of work left when the wait is over"
                : ", about " + time(left) + " left";
    }

    private static String filled(Activity.Filling filling) {
        return filling.rows() > filling.done()
                ? String.format(Locale.ROOT, "%,d of about %,d rows", filling.done(), filling.rows())
                : String.format(Locale.ROOT, "%,d rows", filling.done());
    }

    /** Rows that an earlier run has filled are passed over quickly, so it is rather less. */
    private static String left(Activity.Filling filling, Duration elapsed) {
        long open = filling.rows() - filling.done();
        return filling.done() == 0 || open <= 0
                ? ""
                : ", about " + time(elapsed.multipliedBy(open).dividedBy(filling.done())) + " left";
    }

    private static String rows(long rows) {
        return rows == 0 ? "" : String.format(Locale.ROOT, ", about %,d rows to read", rows);
    }

    static String time(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** An age at a glance, in its largest unit alone. */
    static String roughly(Duration age) {
        if (age.toMinutes() < 1) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }

    static String of(Headway now) {
        return String.format(
                Locale.ROOT,
                "%s%,d %s%s, %s so far%s: %s",
                now.all() == 0 ? "" : percent(now.done(), now.all()) + ", ",
                now.count(),
                now.unit(),
                rate(now.count(), now.elapsed()),
                time(now.elapsed()),
                left(now.done(), now.all(), now.elapsed()),
                now.place());
    }

    static String inPlace(Headway now) {
        return bar(now.done(), now.all()) + of(now);
    }

    /** Something to look at; nothing where the whole is not known. */
    private static String bar(long done, long all) {
        if (all == 0) {
            return "";
        }
        int full = (int) Math.min(BAR, BAR * done / all);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] ";
    }

    /** Nothing can be said of it within the first second. */
    private static String rate(long count, Duration elapsed) {
        return elapsed.toSeconds() == 0 ? "" : String.format(Locale.ROOT, ", %,d/s", count * 1000 / elapsed.toMillis());
    }

    /** How long the rest will take is not known: it is other partitions that it is in. */
    static String of(PurgeProgress now) {
        return String.format(
                Locale.ROOT,
                "%,d rows deleted%s, %s so far: %s%s",
                now.rows(),
                rate(now.rows(), now.elapsed()),
                time(now.elapsed()),
                now.place(),
                now.allPages() == 0 ? "" : ", " + percent(now.pages(), now.allPages()));
    }

    private static String percent(long pages, long all) {
        return (all == 0 ? 100 : 100 * pages / all) + " %";
    }

    private static String left(long pages, long all, Duration elapsed) {
        return pages == 0 || pages >= all
                ? ""
                : ", about " + time(elapsed.multipliedBy(all - pages).dividedBy(pages)) + " left";
    }

    /** What changes comes first, for a terminal that is narrow. */
    static String of(Waiting now) {
        return "waiting for the database, " + time(now.left()) + " left: " + now.obstacle();
    }

    /** When a stream that only grows gets a line: every 15 s of each step. Not thread-safe. */
    static final class Rhythm {
        private static final long SECONDS = 15;

        private @Nullable Object subject;
        private long told;

        boolean isDue(PlanEvent.Progress now) {
            return isDue(now.step(), now.elapsed(), 0);
        }

        /** The first line of a wait is due at once: nothing was said before that it could follow. */
        boolean isDue(Waiting now) {
            return isDue(Waiting.class, now.elapsed(), -1);
        }

        boolean isDue(Headway now) {
            return isDue(Headway.class, now.elapsed(), 0);
        }

        boolean isDue(PurgeProgress now) {
            return isDue(PurgeProgress.class, now.elapsed(), 0);
        }

        private boolean isDue(Object about, Duration elapsed, long toldBefore) {
            if (!about.equals(subject)) {
                subject = about;
                told = toldBefore;
            }
            long due = elapsed.toSeconds() / SECONDS;
            boolean isDue = due > told;
            told = due;
            return isDue;
        }
    }
}
