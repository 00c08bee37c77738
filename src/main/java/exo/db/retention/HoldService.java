package exo.db.retention;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.Session;
import exo.db.retention.AuditTrail.Entry;
import exo.db.retention.WindowChange.Expiring;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Places and releases the holds that keep everything of a deployment, whatever its window. */
public final class HoldService {
    private final String person;

    /** @param person who runs this process, as its system says */
    public HoldService(String person) {
        this.person = person;
    }

    /**
     * The hold to place.
     *
     * @param by who wants it; null for the user of this system, with the database role beside it
     * @throws HoldAlready where one is there for another reason
     */
    public HoldPlacement planHold(Session session, String idOrName, String reason, @Nullable String by) {
        DeploymentWindow found = find(OverviewReader.read(session), idOrName);
        PlacedHold hold = found.hold();
        if (hold != null && !hold.reason().equals(reason)) {
            throw new HoldAlready(found, hold);
        }
        return new HoldPlacement(found, reason, by == null ? myself(session) : by);
    }

    /** The hold to release, and what expires by it. */
    public HoldRelease planRelease(Session session, String idOrName) {
        RetentionOverview overview = OverviewReader.read(session);
        DeploymentWindow found = find(overview, idOrName);
        return new HoldRelease(
                found, found.held() ? ExpiringReader.onRelease(session, overview, found) : Expiring.NOTHING);
    }

    /**
     * Places the hold and writes that to {@code audit_events}, both or neither. From then on no batch deletes anything
     * of the deployment.
     *
     * @throws WindowChangedElsewhere where somebody else placed one meanwhile
     */
    public void place(Session session, HoldPlacement placement) {
        DeploymentWindow one = placement.deployment();
        if (placement.isEmpty()) {
            return;
        }
        session.inTransaction(() -> {
            int placed = session.sql().execute(HoldQueries.PLACE, one.id(), placement.reason(), placement.placedBy());
            require(placed, one);
            Entry entry = Entry.of(one.tenant(), "deployment.retention.hold", one.id());
            AuditTrail.write(session, entry, json -> write(json, placement.reason(), placement.placedBy()));
        });
    }

    /**
     * Releases the hold that was shown and writes that to {@code audit_events}, both or neither.
     *
     * @throws WindowChangedElsewhere where that hold is no longer there
     */
    public void release(Session session, HoldRelease release) {
        DeploymentWindow one = release.deployment();
        PlacedHold hold = one.hold();
        if (hold == null) {
            return;
        }
        session.inTransaction(() -> {
            int released = session.sql().execute(HoldQueries.RELEASE, hold.id());
            require(released, one);
            Entry entry = Entry.of(one.tenant(), "deployment.retention.release", one.id());
            AuditTrail.write(session, entry, json -> write(json, hold.reason(), hold.placedBy()));
        });
    }

    /** The hold in words: since when, by whom and why. */
    public static String words(PlacedHold hold) {
        return "since " + hold.since().truncatedTo(ChronoUnit.SECONDS) + " by " + hold.placedBy() + ": "
                + hold.reason();
    }

    private static void require(int changed, DeploymentWindow one) {
        if (changed == 0) {
            throw new WindowChangedElsewhere("the hold of deployment " + one.name());
        }
    }

    private static void write(JsonGenerator json, String reason, String placedBy) throws IOException {
        json.writeStartObject();
        json.writeStringField("reason", reason);
        json.writeStringField("placed_by", placedBy);
        json.writeEndObject();
    }

    private String myself(Session session) {
        String role = session.sql().fetchSingle(HoldQueries.ROLE).get(0, String.class);
        return person + " (database role " + role + ")";
    }

    private static DeploymentWindow find(RetentionOverview overview, String idOrName) {
        return DeploymentChooser.choose(overview.deployments(), idOrName);
    }
}
