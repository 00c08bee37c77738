package exo.db;

import exo.db.backup.Escrow;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.keyring.KeyringService;
import exo.db.keyring.RevisionService;
import java.time.Duration;
import java.util.Optional;

/** What the keyring knows of the copy of its root key, for the checks of backups. */
record KeyringEscrow(KeyringService keyring, RevisionService revisions, PlanExecutor executor) implements Escrow {
    /** One row is written; who holds it has it back in an instant. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    @Override
    public Optional<Duration> age(Session session) {
        return keyring.escrowAge(session);
    }

    @Override
    public void prove(Session session, RootKey copy) {
        executor.apply(session, revisions.escrowProof(session, copy), LOCK_WAIT, Obstacle.STOP, event -> {});
    }
}
