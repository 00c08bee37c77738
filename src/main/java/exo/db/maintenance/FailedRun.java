package exo.db.maintenance;

import exo.db.engine.JsonText;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import java.util.List;

/** The report of a run that a failure ended. */
final class FailedRun {
    private FailedRun() {}

    static TaskReport of(ExoException failure) {
        String json = JsonText.of(generator -> {
            generator.writeStartObject();
            generator.writeStringField("error", failure.id());
            generator.writeStringField("what", failure.what());
            generator.writeStringField("why", failure.why());
            generator.writeEndObject();
        });
        String what = failure.why().isEmpty() ? failure.what() : failure.what() + ": " + failure.why();
        Pending pending = new Pending(failure.id(), what, failure.next());
        return new TaskReport(TaskReport.Outcome.FAILED, failure.id(), json, List.of(pending));
    }
}
