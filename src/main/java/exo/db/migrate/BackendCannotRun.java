package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Pending;
import java.util.List;

/** All that could be done is done, and the backend would still fail: a table or column is not there for it. */
public final class BackendCannotRun extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Pending> pending;

    BackendCannotRun(List<String> lacking, List<Pending> pending) {
        super(
                ExitStatus.REFUSED,
                "schema.incomplete",
                "the backend cannot run on this schema: it lacks " + String.join(", ", lacking),
                "what stands in the way was left out",
                "see to what is listed, then run the same command again",
                null);
        this.pending = List.copyOf(pending);
    }

    @Override
    public List<Detail> details() {
        return pending.stream()
                .map(item -> new Detail(item.id(), item.what(), item.next()))
                .toList();
    }
}
