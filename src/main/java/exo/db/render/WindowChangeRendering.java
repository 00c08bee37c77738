package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.WindowChange;
import exo.db.retention.WindowChange.Expiring;
import exo.db.retention.WindowChange.Subject;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A window and what it becomes or became. */
public record WindowChangeRendering(WindowChange change, Moment moment) implements Rendering {
    /** When it is told. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /** The change and what expires by it, as one sentence without a full stop. */
    public static String sentence(WindowChange change) {
        return "the window of " + name(change.subject()) + " becomes " + days(change.days()) + " instead of "
                + days(change.previousDays()) + ": " + expiring(change);
    }

    @Override
    public void text(TextOutput out) {
        if (change.isEmpty()) {
            out.line("nothing to do: the window of " + name(change.subject()) + " is " + days(change.days())
                    + " already");
            return;
        }
        String verb = moment == Moment.BEFORE ? " would become " : " is now ";
        out.line("the window of " + name(change.subject()) + verb + days(change.days()) + ", was "
                + days(change.previousDays()));
        if (change.shortens()) {
            out.line(expiring(change));
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        Expiring expiring = change.expiring();
        json.writeStartObject();
        json.writeStringField(
                "deployment",
                switch (change.subject()) {
                    case Subject.Deployment one -> one.id().toString();
                    case Subject.Default everyone -> null;
                });
        json.writeNumberField("previous_days", change.previousDays());
        json.writeNumberField("days", change.days());
        json.writeStringField("effective", change.effective().words());
        json.writeNumberField("rows", expiring.rows());
        json.writeNumberField("bytes", expiring.bytes());
        json.writeStringField("oldest", text(expiring.oldest()));
        json.writeStringField("newest", text(expiring.newest()));
        json.writeEndObject();
    }

    private static String expiring(WindowChange change) {
        Expiring expiring = change.expiring();
        if (expiring.rows() == 0) {
            return "no event expires by it now";
        }
        return expiring.rows() + (expiring.rows() == 1 ? " event expires" : " events expire") + " by it, about "
                + ByteCount.of(expiring.bytes()) + ", written from "
                + expiring.oldest() + " to " + expiring.newest() + "; deleted: "
                + change.effective().words();
    }

    private static String name(Subject subject) {
        return switch (subject) {
            case Subject.Deployment one -> "deployment " + one.name() + " (" + one.id() + ")";
            case Subject.Default everyone -> "all deployments without their own";
        };
    }

    private static String days(long days) {
        return days == 1 ? "1 day" : days + " days";
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
