package exo.db.backup;

import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Figure.Measure;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.Headway;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import exo.db.sealing.Crew;
import exo.db.sealing.ValueCheck;
import exo.db.sealing.ValueCheck.Depth;
import exo.db.sealing.ValueReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Proves that what is backed up of a live database could be read again: the key, the values, the server. */
public final class BackupService {
    /** First in a transaction: everything is seen as of one moment, and nothing can be written. */
    private static final String ONE_MOMENT = "set transaction isolation level repeatable read, read only";

    private final ValueCheck values;
    private final Escrow escrow;

    public BackupService(ValueCheck values, Escrow escrow) {
        this.values = values;
        this.escrow = escrow;
    }

    /**
     * Makes every check. Writes nothing but the time of an escrow proof, and so runs on a standby too.
     *
     * <p>Until the values were opened, vacuum keeps what became obsolete since that began, and a change of an encrypted
     * column's table has to wait.
     */
    public BackupReport check(Session session, LiveCheck wanted) {
        CheckList checks = new CheckList();
        ValueFindings.check(checks, wanted.rootKey(), key -> values(session, key, wanted.depth(), wanted.progress()));
        if (checks.keyServes()) {
            unregistered(session, checks);
        }
        escrow(session, wanted, checks);
        server(session, checks);
        return checks.report(Subject.LIVE);
    }

    /** Opens the values, all as of one moment, in constant memory. */
    ValueReport values(Session session, RootKey rootKey, Depth depth, Consumer<Headway> progress) {
        return session.inTransaction(() -> {
            session.sql().execute(ONE_MOMENT);
            return values.check(session, new Crew.Alone(session), rootKey, depth, progress);
        });
    }

    private static void unregistered(Session session, CheckList checks) {
        session.inTransaction(() -> {
            session.sql().execute(ONE_MOMENT);
            UnregisteredColumns.find(session).forEach(finding -> checks.found(BackupLevel.D1, finding));
        });
    }

    private void escrow(Session session, LiveCheck wanted, CheckList checks) {
        Supplier<RootKey> copy = wanted.escrowCopy();
        if (copy != null) {
            prove(session, copy, checks);
            return;
        }
        Optional<Duration> age = escrow.age(session);
        if (age.isEmpty()) {
            checks.found(
                    BackupLevel.K3,
                    Finding.warning(
                            "escrow.unproved",
                            "no copy of the root key was ever proved: if the key is lost, so is every backup",
                            "fetch the copy from where it was put away, and run exo-db-cli backup-check"
                                    + " --escrow-key-file FILE"));
            return;
        }
        checks.figure(Measure.ESCROW_AGE, age.get().toMillis() / 1000.0);
        String proved = "the copy of the root key was proved " + age.get().toDays() + " days ago";
        if (age.get().compareTo(wanted.escrowMaxAge()) > 0) {
            checks.found(
                    BackupLevel.K3,
                    Finding.critical(
                            "escrow.old",
                            proved + ", longer than --escrow-max-age",
                            "fetch it from where it was put away, and run exo-db-cli backup-check --escrow-key-file"
                                    + " FILE"));
        } else {
            checks.ok(BackupLevel.K3, proved);
        }
    }

    private void prove(Session session, Supplier<RootKey> copy, CheckList checks) {
        try (RootKey key = copy.get()) {
            escrow.prove(session, key);
            checks.ok(BackupLevel.K3, "the copy of the root key opens the keyring; the time is written down");
            checks.figure(Measure.ESCROW_AGE, 0);
        } catch (ExoException e) {
            checks.found(BackupLevel.K3, escrowFailure(e));
        }
    }

    private static Finding escrowFailure(ExoException e) {
        return e.exitStatus() == ExitStatus.KEY
                ? Finding.critical("escrow.mismatch", "the copy of the root key: " + told(e), e.next())
                : Finding.warning(
                        "escrow.unrecorded",
                        "the copy of the root key opens the keyring, and that was not written down: " + told(e),
                        e.next());
    }

    private static String told(ExoException e) {
        return e.why().isEmpty() ? e.what() : e.what() + ": " + e.why();
    }

    private static void server(Session session, CheckList checks) {
        try {
            ServerSnapshot snapshot = ServerReader.read(session);
            List<Finding> findings = ServerJudge.judge(snapshot);
            checks.found(BackupLevel.S1, findings, "the server's log, slots and checksums are well");
            if (!snapshot.archiver().isOn()) {
                checks.leftOut(
                        BackupLevel.S1,
                        "wal.no-archive",
                        "archive_mode is off: what was written since the last dump is in no backup of this server's own",
                        "");
            }
        } catch (RuntimeException e) {
            if (!SqlState.is(e, SqlState.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            checks.leftOut(
                    BackupLevel.S1,
                    "server.unreadable",
                    "this role may not read the server's statistics",
                    "grant pg_monitor to it, or ask the provider");
        }
    }
}
