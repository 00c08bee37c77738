package exo.db.keyring;

import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.KeyringMissing;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.failure.ExoException;
import exo.db.keyring.KeyringReport.Proof;
import exo.db.keyring.KeyringReport.StoredKey;
import exo.db.schema.Change;
import exo.db.schema.Plan;
import exo.db.schema.SchemaSnapshot;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.sealing.ColumnCounter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a database its keyring, proves that the root key opens it, and tells how it stands. */
public final class KeyringService {
    private final SecureRandom random;

    /** @param random makes the key of a new keyring */
    public KeyringService(SecureRandom random) {
        this.random = random;
    }

    /**
     * The step that gives the database its first key; empty where the root key opens the keyring that is there. Works
     * before the tables exist too, and writes nothing.
     *
     * <p>After the step was applied {@link #open} must follow: another replica may have been faster.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     * @throws KeyringLost if values are sealed and there is no keyring
     */
    public Plan plan(Session session, RootKey rootKey) {
        return plan(session, KeyringQueries.catalog(session), rootKey);
    }

    /** The same for whoever has read the catalog already. */
    public Plan plan(Session session, SchemaSnapshot catalog, RootKey rootKey) {
        KeyringSnapshot snapshot = KeyringQueries.snapshot(session, catalog);
        if (!snapshot.entries().isEmpty()) {
            Keyring.open(snapshot.entries(), rootKey).close();
        }
        return KeyringPlanner.plan(snapshot, Keyring.bootstrapEntry(rootKey, random));
    }

    /**
     * As {@link #plan}, for a run that makes nothing but the keyring.
     *
     * @throws KeyringTableAbsent if there is no table to keep it in
     */
    public Plan planAlone(Session session, RootKey rootKey) {
        Plan plan = plan(session, rootKey);
        requireTable(session);
        return plan;
    }

    /**
     * Proves that the root key opens the keyring, for a command that is to write nothing when it does not.
     *
     * @throws KeyringTableAbsent if this database was never migrated
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     */
    public void prove(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = KeyringReader.entries(session);
        if (entries.isEmpty()) {
            requireTable(session);
        }
        Keyring.open(entries, rootKey).close();
    }

    private static void requireTable(Session session) {
        if (KeyringQueries.catalog(session).table(KeyringQueries.TABLE).isEmpty()) {
            throw new KeyringTableAbsent(session.schema());
        }
    }

    /**
     * Whether there is a keyring that the root key opens; false where none was made yet, as when the first start of all
     * was cut short. Loads no jOOQ.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open} where there is one
     */
    public boolean isThere(Session session, RootKey rootKey) {
        List<KeyringEntry> entries = KeyringReader.entries(session);
        if (entries.isEmpty()) {
            return false;
        }
        Keyring.open(entries, rootKey).close();
        return true;
    }

    /**
     * Opens the keyring after a plan was applied, or was found to be empty, and says whose key it is.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link #open}
     */
    public BootstrapReport verify(Session session, RootKey rootKey, Plan applied) {
        try (Keyring keyring = open(session, rootKey)) {
            String kid = keyring.active().kid();
            boolean ours = applied.steps().stream()
                    .anyMatch(step -> step.change() instanceof Change.InsertKey insert
                            && insert.key().kid().equals(kid));
            return new BootstrapReport(
                    ours ? BootstrapReport.Outcome.CREATED : BootstrapReport.Outcome.OPENED,
                    kid,
                    rootKey.fingerprint());
        }
    }

    /**
     * The keyring as it is stored now, every canary opened; for the caller to close.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}, as when a replica with another
     *     root key was faster
     */
    public Keyring open(Session session, RootKey rootKey) {
        return Keyring.open(KeyringReader.entries(session), rootKey);
    }

    /**
     * How the keyring stands. A key that does not open it is part of the report, not an exception.
     *
     * @param rootKey the key at hand, or null where none was given
     * @param wanted whether values are counted, which reads the tables whole
     */
    public KeyringReport status(Session session, @Nullable RootKey rootKey, Accuracy wanted) {
        List<StoredKey> keys = storedKeys(session);
        return new KeyringReport(proof(session, keys, rootKey), keys, ColumnCounter.count(session, wanted));
    }

    /** How long ago a copy of the root key was last proved, by the database's clock, if that ever was. */
    public Optional<Duration> escrowAge(Session session) {
        return new KeyringReport(new Proof.NoKeyGiven(), storedKeys(session), List.of()).escrowAge();
    }

    private static List<StoredKey> storedKeys(Session session) {
        SchemaSnapshot observed = KeyringQueries.catalog(session);
        return observed.table(KeyringQueries.TABLE).isPresent() ? KeyringQueries.keys(session) : List.of();
    }

    private Proof proof(Session session, List<StoredKey> keys, @Nullable RootKey rootKey) {
        if (keys.isEmpty()) {
            return new Proof.Fails(rootKey == null ? null : rootKey.fingerprint(), new KeyringMissing());
        }
        if (rootKey == null) {
            return new Proof.NoKeyGiven();
        }
        try {
            open(session, rootKey).close();
            return new Proof.Opens(rootKey.fingerprint());
        } catch (ExoException e) {
            return new Proof.Fails(rootKey.fingerprint(), e);
        }
    }
}
