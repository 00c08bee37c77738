package exo.db.dsn;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The variables with which a program of PostgreSQL's own connects as we did, to the same server. No secret. */
public final class ClientVariables {
    /** Chosen for each server, or for each program, and not by what was given. */
    private static final Set<Keyword> CHOSEN = EnumSet.of(
            Keyword.SERVICE,
            Keyword.PASSWORD,
            Keyword.PASSFILE,
            Keyword.HOST,
            Keyword.HOSTADDR,
            Keyword.PORT,
            Keyword.USER,
            Keyword.DBNAME,
            Keyword.CLIENT_ENCODING,
            Keyword.APPLICATION_NAME,
            Keyword.TARGET_SESSION_ATTRS,
            Keyword.LOAD_BALANCE_HOSTS);

    private ClientVariables() {}

    /** For one of the connection's servers. */
    public static Map<String, String> of(ResolvedConnection connection, ServerAddress server) {
        Map<String, String> variables = new TreeMap<>();
        connection.parameters().forEach((keyword, parameter) -> {
            if (!CHOSEN.contains(keyword) && !(parameter.source() instanceof Source.BuiltIn)) {
                keyword.variable().ifPresent(variable -> variables.put(variable, parameter.value()));
            }
        });
        variables.put("PGHOST", server.name());
        if (!server.address().equals(server.name())) {
            variables.put("PGHOSTADDR", server.address());
        }
        variables.put("PGPORT", String.valueOf(server.port()));
        variables.put("PGUSER", connection.user());
        variables.put("PGDATABASE", connection.database());
        return variables;
    }
}
