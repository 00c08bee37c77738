package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import java.util.List;

/** The backend cannot run yet, and only locks that others hold are in the way: running again is the cure. */
public final class BackendBlocked extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Pending> deferred;

    BackendBlocked(List<String> lacking, List<Pending> deferred) {
        super(
                ExitStatus.STOPPED,
                "lock.timeout",
                "the backend cannot run yet: the schema lacks " + String.join(", ", lacking),
                deferred.getFirst().what(),
                "run the same command again when they are done, or wait longer with --lock-wait",
                null);
        this.deferred = List.copyOf(deferred);
    }

    @Override
    public List<Detail> details() {
        return deferred.stream()
                .map(item -> new Detail(item.id(), item.what(), item.next()))
                .toList();
    }
}
