package exo.db.backup;

import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.sealing.Crew;
import exo.db.sealing.ValueCheck;
import exo.db.sealing.ValueCheck.Depth;
import exo.db.sealing.ValueReport;

/** Proves that the key at hand opens every sealed value of the live database, and so every backup taken of it. */
public final class BackupService {
    /** First in a transaction: everything is seen as of one moment, and nothing can be written. */
    private static final String ONE_MOMENT = "set transaction isolation level repeatable read, read only";

    private final ValueCheck values;

    public BackupService(ValueCheck values) {
        this.values = values;
    }

    /**
     * Opens every value, all as of one moment, in constant memory. Writes nothing and runs on a standby too.
     *
     * <p>Until it returns, vacuum keeps what became obsolete since it began, and a change of an encrypted column's
     * table has to wait.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link exo.db.crypto.Keyring#open}, before any value is
     *     read
     */
    public ValueReport check(Session session, RootKey rootKey) {
        return session.inTransaction(() -> {
            session.sql().execute(ONE_MOMENT);
            return values.check(session, new Crew.Alone(session), rootKey, Depth.EVERY_VALUE);
        });
    }
}
