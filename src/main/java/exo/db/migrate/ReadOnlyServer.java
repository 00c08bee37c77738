package exo.db.migrate;

import exo.db.database.ServerFacts;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** There is work to do on a server that cannot be written to. */
public final class ReadOnlyServer extends ExoException {
    private static final long serialVersionUID = 1L;

    ReadOnlyServer(ServerFacts server) {
        super(
                ExitStatus.REFUSED,
                "server.read-only",
                "the schema is not up to date, and " + server.host() + ":" + server.port() + " cannot be written to",
                server.recovery() == ServerFacts.Recovery.STANDBY
                        ? "it is a standby"
                        : "default_transaction_read_only is on",
                "connect to the primary; nothing was changed",
                null);
    }
}
