package exo.db.sealing;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.failure.ExitStatus;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * One thing that a check found wrong.
 *
 * @param id a stable, dotted name for programs
 * @param what the object and what is the matter, rows named
 * @param next what to do about it
 */
public record Finding(String id, Severity severity, String what, String next) {
    /** How bad it is. */
    public enum Severity {
        /** To be put right at leisure; nothing is lost. */
        WARNING,
        /** Data is damaged or cannot be read. */
        CRITICAL;

        /** As results print it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Writes it as one object. */
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("severity", severity.word());
        json.writeStringField("what", what);
        json.writeStringField("next", next);
        json.writeEndObject();
    }

    /** How a check ends that found these. */
    static ExitStatus exitStatus(List<Finding> findings) {
        if (findings.isEmpty()) {
            return ExitStatus.DONE;
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.CRITICAL)
                ? ExitStatus.CHECK_FAILED
                : ExitStatus.CHECK_WARNED;
    }
}
