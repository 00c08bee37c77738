package exo.db;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which rows expire, as plainly as it can be written down. */
final class RetentionModel {
    /** So close to the end of its window a row may have gone or not: time passes while a run works. */
    private static final Duration UNSURE = Duration.ofMinutes(10);

    private static final UUID NEVER_WAS = new UUID(9, 9);

    private final List<UUID> deployments;
    private final Set<UUID> existing;
    private final Set<UUID> held = new HashSet<>();
    private final Map<UUID, Integer> own = new HashMap<>();
    private final Map<UUID, Event> inTables = new LinkedHashMap<>();
    private final Set<Event> inTrash = new LinkedHashSet<>();
    private int defaultDays = 90;
    private int floorDays;

    RetentionModel(int count) {
        this.deployments = IntStream.range(0, count)
                .mapToObj(number -> new UUID(1, number + 1))
                .toList();
        this.existing = new HashSet<>(deployments);
    }

    /** A row. */
    record Event(UUID id, String table, @Nullable UUID deployment, Instant at) {}

    /** What is to become of a row. */
    enum Verdict {
        STAYS,
        GOES,
        /** It expires about now. */
        EITHER
    }

    /** What became of a row that is not in its table any more. */
    enum Fate {
        DELETED,
        SET_ASIDE
    }

    List<UUID> deployments() {
        return deployments;
    }

    /** Beyond the deployments: one that never was, then none. */
    @Nullable
    UUID owner(int place) {
        if (place < deployments.size()) {
            return deployments.get(place);
        }
        return place == deployments.size() ? NEVER_WAS : null;
    }

    boolean exists(@Nullable UUID deployment) {
        return existing.contains(deployment);
    }

    boolean isHeld(@Nullable UUID deployment) {
        return held.contains(deployment);
    }

    Verdict verdict(Event event, Instant now) {
        if (isHeld(event.deployment())) {
            return Verdict.STAYS;
        }
        int window = exists(event.deployment()) ? own.getOrDefault(event.deployment(), defaultDays) : defaultDays;
        int days = event.table().equals("audit_events") ? Math.max(window, floorDays) : window;
        Duration past = Duration.between(event.at().plus(Duration.ofDays(days)), now);
        if (past.abs().compareTo(UNSURE) < 0) {
            return Verdict.EITHER;
        }
        return past.isNegative() ? Verdict.STAYS : Verdict.GOES;
    }

    void add(Event event) {
        inTables.put(event.id(), event);
    }

    List<Event> inTables() {
        return List.copyOf(inTables.values());
    }

    List<Event> inTrash() {
        return List.copyOf(inTrash);
    }

    void leave(Event event, Fate fate) {
        inTables.remove(event.id());
        if (fate == Fate.SET_ASIDE) {
            inTrash.add(event);
        }
    }

    void comeBack(Event event) {
        inTrash.remove(event);
        add(event);
    }

    void leaveTrash(Event event) {
        inTrash.remove(event);
    }

    void window(UUID deployment, int days) {
        if (days == 0) {
            own.remove(deployment);
        } else {
            own.put(deployment, days);
        }
    }

    void defaultWindow(int days) {
        defaultDays = days;
    }

    void floor(int days) {
        floorDays = days;
    }

    void hold(UUID deployment) {
        held.add(deployment);
    }

    void release(UUID deployment) {
        held.remove(deployment);
    }

    /** Its events stay; what belongs to it by foreign key goes with it. */
    void delete(UUID deployment) {
        existing.remove(deployment);
        own.remove(deployment);
        inTables.values()
                .removeIf(event -> event.table().equals("context_summaries") && deployment.equals(event.deployment()));
    }

    void pass(int days) {
        inTables.replaceAll((id, event) ->
                new Event(id, event.table(), event.deployment(), event.at().minus(Duration.ofDays(days))));
    }

    @Override
    public String toString() {
        return "default " + defaultDays + ", floor " + floorDays + ", own " + own + ", held " + held + ", existing "
                + existing;
    }
}
