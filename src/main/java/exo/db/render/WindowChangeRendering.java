package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.retention.WindowChange;
import exo.db.retention.WindowChange.Subject;
import java.io.IOException;

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
                + days(change.previousDays()) + ": "
                + ExpiringText.of(change.expiring(), change.effective().words());
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
            out.line(ExpiringText.of(change.expiring(), change.effective().words()));
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
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
        ExpiringText.write(json, change.expiring());
        json.writeEndObject();
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
}
