package exo.db.partition;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.partition.ReturnSnapshot.Entry;
import exo.db.schema.Pending;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Nothing of a month can come back from the trash; found before anything was written. */
public final class NotBroughtBack extends ExoException {
    private static final long serialVersionUID = 1L;

    private final transient List<Pending> obstacles;

    private NotBroughtBack(String id, String what, String why, String next, List<Pending> obstacles) {
        super(ExitStatus.REFUSED, id, what, why, next, null);
        this.obstacles = List.copyOf(obstacles);
    }

    static NotBroughtBack because(List<Pending> obstacles) {
        Pending first = obstacles.getFirst();
        return obstacles.size() == 1
                ? new NotBroughtBack(first.id(), first.what(), "nothing was changed", first.next(), obstacles)
                : new NotBroughtBack(
                        first.id(),
                        obstacles.size() + " things are in the way",
                        "nothing was changed",
                        "see to everything that is listed, then run the same command again",
                        obstacles);
    }

    /** It says what became of the month, and what could be brought back instead. */
    static NotBroughtBack notInTrash(ReturnSnapshot observed) {
        List<String> fates =
                observed.entries().stream().map(NotBroughtBack::fate).distinct().toList();
        return new NotBroughtBack(
                "partition.not-in-trash",
                "no partition of " + observed.month() + " is in the trash",
                fates.isEmpty() ? "none was ever set aside" : String.join("; ", fates),
                observed.waiting().isEmpty()
                        ? "the trash is empty; see what there is: exo-db-cli partitions list"
                        : "in the trash are " + String.join(", ", observed.waiting()),
                List.of());
    }

    private static String fate(Entry entry) {
        String when = entry.endedAt().map(NotBroughtBack::day).orElse("");
        return entry.partition()
                + switch (entry.fate()) {
                    case DROPPED -> " was dropped" + when + ", and only a backup can give it back";
                    case REATTACHED -> " was brought back" + when;
                    case DETACHING -> " is being set aside: exo-db-cli partitions drop-expired finishes that";
                    case DETACHED -> " is in the trash, but its parent is no monthly table any more";
                };
    }

    private static String day(Instant instant) {
        return " on " + instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    @Override
    public List<Detail> details() {
        return obstacles.stream()
                .map(obstacle -> new Detail(obstacle.id(), obstacle.what(), obstacle.next()))
                .toList();
    }
}
