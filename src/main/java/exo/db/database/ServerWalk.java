package exo.db.database;

import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import java.util.ArrayList;
import java.util.List;

/** Goes from server to server as libpq does, to the first that is there and wanted. */
final class ServerWalk {
    private ServerWalk() {}

    /** What is tried on each server. */
    @FunctionalInterface
    interface Attempt<T> {
        /**
         * Tries one server.
         *
         * @throws ConnectionFailed when the server cannot be used, or is not the wanted one
         */
        T on(ServerAddress server, TargetSession wanted);
    }

    /**
     * The result of the first attempt that succeeds.
     *
     * @throws ConnectionFailed with the answer of every server that was tried
     */
    static <T> T first(ResolvedConnection connection, Attempt<T> attempt) {
        List<ConnectionFailed> answers = new ArrayList<>();
        for (TargetSession wanted : rounds(connection.session().targetSession())) {
            answers.clear();
            for (ServerAddress server : connection.servers()) {
                try {
                    return attempt.on(server, wanted);
                } catch (ConnectionFailed e) {
                    if (!e.isOfThisServerOnly()) {
                        throw e.after(answers);
                    }
                    answers.add(e);
                }
            }
        }
        throw ConnectionFailed.ofEach(answers);
    }

    /** Who prefers a standby asks everybody for one first, and then takes whoever is there. */
    private static List<TargetSession> rounds(TargetSession wanted) {
        return wanted == TargetSession.PREFER_STANDBY
                ? List.of(TargetSession.STANDBY, TargetSession.ANY)
                : List.of(wanted);
    }
}
