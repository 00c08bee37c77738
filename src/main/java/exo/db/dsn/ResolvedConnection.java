package exo.db.dsn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything that is needed to connect, with no question left to a default of the driver or of this machine.
 *
 * @param servers at least one, in the order in which they are given
 * @param parameters every word that has a value and where it comes from, in libpq's order
 * @param notes what the operator should know although the connection can be made
 */
public record ResolvedConnection(
        List<ServerAddress> servers,
        String user,
        String database,
        TlsSettings tls,
        SessionSettings session,
        Map<Keyword, Parameter> parameters,
        List<ConnectionNote> notes) {
    public ResolvedConnection {
        servers = List.copyOf(servers);
        parameters = Collections.unmodifiableMap(new EnumMap<>(parameters));
        notes = List.copyOf(notes);
    }

    /** The same connection with its servers in the order in which they are to be tried this time. */
    public ResolvedConnection inOrderOfTrial(RandomGenerator random) {
        if (session.loadBalance() == LoadBalance.DISABLE || servers.size() == 1) {
            return this;
        }
        List<ServerAddress> shuffled = new ArrayList<>(servers);
        Collections.shuffle(shuffled, random);
        return new ResolvedConnection(shuffled, user, database, tls, session, parameters, notes);
    }

    /** The same connection, for which an attempt on all servers does not outlast the limit by much. */
    public ResolvedConnection within(Duration limit) {
        Duration each = limit.dividedBy(servers.size());
        return new ResolvedConnection(servers, user, database, tls, session.within(each), parameters, notes);
    }

    /** The same connection to another database of the server. */
    public ResolvedConnection inDatabase(String other) {
        return new ResolvedConnection(servers, user, other, tls, session, parameters, notes);
    }

    /** The display form; see {@link Redaction}. */
    @Override
    public String toString() {
        return Redaction.display(this);
    }
}
