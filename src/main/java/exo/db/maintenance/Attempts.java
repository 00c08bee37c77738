package exo.db.maintenance;

import exo.db.failure.ExoException;
import java.util.function.Consumer;

/** Tries one kind of work again and again, and tells of trouble once, and once when it is over. */
final class Attempts {
    private final String doing;
    private final Consumer<MaintenanceEvent> audience;
    private boolean troubled;

    /** @param doing the work, as an infinitive without "to" */
    Attempts(String doing, Consumer<MaintenanceEvent> audience) {
        this.doing = doing;
        this.audience = audience;
    }

    /** Does the work; a failure is told and goes no further. */
    void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            tell(WorkFailed.of(e, doing));
            return;
        }
        if (troubled) {
            troubled = false;
            audience.accept(new MaintenanceEvent.Recovered(doing));
        }
    }

    private void tell(ExoException failure) {
        if (!troubled) {
            troubled = true;
            audience.accept(new MaintenanceEvent.Troubled(failure));
        }
    }
}
