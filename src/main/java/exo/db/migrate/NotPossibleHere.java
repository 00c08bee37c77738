package exo.db.migrate;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Refusal;
import java.util.List;

/** There is work to do that this role, or this server, does not allow; found before anything was written. */
public final class NotPossibleHere extends ExoException {
    private static final long serialVersionUID = 1L;

    /** The id of what is lacking when it is privileges and nothing else. */
    private static final String PRIVILEGE = "privilege.";

    private final transient List<Refusal> refusals;

    public NotPossibleHere(List<Refusal> refusals) {
        super(
                ExitStatus.REFUSED,
                id(refusals),
                what(refusals),
                "nothing was changed",
                refusals.size() == 1
                        ? refusals.getFirst().next()
                        : "see to everything that is listed, then run the same command again",
                null);
        this.refusals = List.copyOf(refusals);
    }

    @Override
    public List<Detail> details() {
        return refusals.stream()
                .map(refusal -> new Detail(refusal.id(), refusal.what(), refusal.next()))
                .toList();
    }

    private static String id(List<Refusal> refusals) {
        return refusals.stream()
                .map(Refusal::id)
                .filter(id -> !id.startsWith(PRIVILEGE))
                .findFirst()
                .orElse(PRIVILEGE + "missing");
    }

    private static String what(List<Refusal> refusals) {
        return refusals.size() == 1
                ? refusals.getFirst().what()
                : "there is work to do, and " + refusals.size() + " things keep it from being done here";
    }
}
