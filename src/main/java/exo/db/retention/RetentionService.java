package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.WindowChange.Hold;
import exo.db.retention.WindowChange.Subject;
import org.jspecify.annotations.Nullable;

/** Shows and sets how long rows are kept. */
public final class RetentionService {
    /** As the check constraint of the columns says. */
    private static final long LEAST_DAYS = 1;

    private static final long MOST_DAYS = 3650;

    /** The windows of all deployments. */
    public RetentionOverview list(Session session) {
        return OverviewReader.read(session);
    }

    /**
     * One deployment's window.
     *
     * @throws DeploymentUnknown where none has that id or name
     * @throws DeploymentAmbiguous where several tenants have that name
     */
    public DeploymentWindow find(Session session, String idOrName) {
        return DeploymentChooser.choose(OverviewReader.read(session).deployments(), idOrName);
    }

    /** What giving a deployment a window of its own would change. */
    public WindowChange planOwn(Session session, String idOrName, long days) {
        return planDeployment(session, idOrName, checked(days));
    }

    /** What letting a deployment follow the default would change. */
    public WindowChange planUnset(Session session, String idOrName) {
        return planDeployment(session, idOrName, null);
    }

    /** What another default would change, for all who follow it. */
    public WindowChange planDefault(Session session, long days) {
        RetentionOverview overview = OverviewReader.read(session);
        long before = overview.defaultDays();
        WindowChange change = new WindowChange(
                new Subject.Default(), before, checked(days), before, days, WindowChange.Expiring.NOTHING);
        return ExpiringReader.complete(session, overview, change);
    }

    /**
     * Stores the window and writes the change to {@code audit_events}, both or neither; a change that is empty does
     * nothing.
     *
     * @throws WindowChangedElsewhere where the window is no longer what the plan was made from
     */
    public void apply(Session session, WindowChange change) {
        if (!change.isEmpty()) {
            session.inTransaction(() -> WindowWriter.write(session, change));
        }
    }

    private static WindowChange planDeployment(Session session, String idOrName, @Nullable Long own) {
        RetentionOverview overview = OverviewReader.read(session);
        DeploymentWindow found = DeploymentChooser.choose(overview.deployments(), idOrName);
        WindowChange change = new WindowChange(
                new Subject.Deployment(found.id(), found.tenant(), found.name(), found.held() ? Hold.HELD : Hold.NONE),
                found.ownDays(),
                own,
                found.days(),
                own == null ? overview.defaultDays() : own,
                WindowChange.Expiring.NOTHING);
        return ExpiringReader.complete(session, overview, change);
    }

    private static long checked(long days) {
        if (days < LEAST_DAYS || days > MOST_DAYS) {
            throw new DaysOutOfRange(days, LEAST_DAYS, MOST_DAYS);
        }
        return days;
    }
}
