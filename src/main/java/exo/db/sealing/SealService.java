package exo.db.sealing;

import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.database.AdvisoryLock;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.RunLog;
import exo.db.engine.RunLog.Outcome;
import exo.db.engine.RunLog.Trigger;
import exo.db.failure.ExitStatus;
import exo.db.sealing.SealPlanner.LastRun;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;

/** Seals what is still plaintext, and seals anew what a retired key has sealed, beside those who read and write. */
public final class SealService {
    /** Held by one run at a time, for the whole session; nobody else ever waits for it. */
    private static final String LOCK = "seal";

    private final Function<Session, List<KeyringEntry>> entries;
    private final SecureRandom random;
    private final RunLog runs;
    private final Timing timing;

    /** @param entries reads the keyring's rows */
    public SealService(Function<Session, List<KeyringEntry>> entries, SecureRandom random, RunLog runs, Timing timing) {
        this.entries = entries;
        this.random = random;
        this.runs = runs;
        this.timing = timing;
    }

    /**
     * Which columns {@link #seal} would work through. Writes nothing.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     */
    public SealPlan plan(Session session, RootKey rootKey, SealPolicy policy) {
        try (Keyring keyring = Keyring.open(entries.apply(session), rootKey)) {
            return plan(session, keyring.active().kid(), policy);
        }
    }

    /**
     * Works through the columns in small batches that commit on their own, until nothing is left or it is told to stop.
     * Safe to kill anywhere: every value can be read at every moment, and the next run goes on where this one was.
     *
     * <p>Another run is waited for; what it has done is then found done. A run with something to do is written to
     * {@code maintenance_runs}, also when it fails.
     *
     * @param session asks and records; for the crew to work with as well, if it is alone
     * @throws exo.db.database.LockHeldElsewhere when another run goes on for longer than this one waits
     */
    public SealReport seal(
            Session session, Crew crew, RootKey rootKey, SealPolicy policy, Trigger trigger, SealConduct conduct) {
        return AdvisoryLock.holding(
                session,
                LOCK,
                timing,
                conduct.lockWait(),
                conduct.waiting(),
                () -> sealAlone(session, crew, rootKey, policy, trigger, conduct));
    }

    private SealReport sealAlone(
            Session session, Crew crew, RootKey rootKey, SealPolicy policy, Trigger trigger, SealConduct conduct) {
        try (OpenKeyring keyring = new OpenKeyring(entries, session, rootKey)) {
            SealPlan plan = plan(session, keyring.latest().active().kid(), policy);
            return plan.isEmpty()
                    ? new SealReport(plan.kid(), List.of(), List.of(), List.of())
                    : seal(session, crew, keyring, plan, trigger, conduct);
        }
    }

    private SealReport seal(
            Session session, Crew crew, OpenKeyring keyring, SealPlan plan, Trigger trigger, SealConduct conduct) {
        SealCheckpoint checkpoint = new SealCheckpoint(plan.kid(), SealQueries.marks(session, plan.kid()));
        List<EncryptedTable> tables = EncryptedTables.read(session);
        long pages = tables.stream()
                .flatMap(table -> table.homes().stream())
                .mapToLong(ValueHome::pages)
                .sum();
        long record = runs.begin(session, SealQueries.COMMAND, trigger);
        SealTelling telling = new SealTelling(timing, conduct, checkpoint, record, pages);
        Company company = new Company(timing);
        company.join(session);
        SealRun run = new SealRun(
                session,
                new HomeSealing.Tools(crew, keyring, keyring.latest(), random, timing, telling, company, plan));
        try {
            tables.forEach(run::seal);
            SealReport report = run.report();
            runs.end(session, record, outcome(report, conduct), SealRecord.of(report));
            return report;
        } catch (RuntimeException failure) {
            runs.fail(session, record, SealRecord.of(run.report()), failure);
            throw failure;
        }
    }

    private static SealPlan plan(Session session, String kid, SealPolicy policy) {
        LastRun last =
                SealQueries.isFinishedUnder(session, kid) ? LastRun.UNDER_THE_SAME_KEY : LastRun.UNDER_ANOTHER_KEY;
        return SealPlanner.plan(kid, EncryptedTables.read(session), ColumnRegister.read(session), last, policy);
    }

    private static Outcome outcome(SealReport report, SealConduct conduct) {
        if (report.exitStatus() == ExitStatus.CHECK_FAILED) {
            return Outcome.FAILED;
        }
        if (report.isFinished()) {
            return Outcome.OK;
        }
        return conduct.stop().getAsBoolean() ? Outcome.INTERRUPTED : Outcome.DEFERRED;
    }
}
