package exo.db.dsn;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of PostgreSQL 16's libpq, in libpq's own order, with the variable and the built-in value that complete
 * each.
 *
 * @see <a href="https://www.postgresql.org/docs/16/libpq-connect.html#LIBPQ-PARAMKEYWORDS">Parameter Key Words</a>
 */
public enum Keyword {
    SERVICE("service", "PGSERVICE", null),
    USER("user", "PGUSER", null),
    PASSWORD("password", "PGPASSWORD", null),
    PASSFILE("passfile", "PGPASSFILE", null),
    CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING", "prefer"),
    CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT", null),
    DBNAME("dbname", "PGDATABASE", null),
    HOST("host", "PGHOST", null),
    HOSTADDR("hostaddr", "PGHOSTADDR", null),
    PORT("port", "PGPORT", "5432"),
    CLIENT_ENCODING("client_encoding", "PGCLIENTENCODING", null),
    OPTIONS("options", "PGOPTIONS", ""),
    APPLICATION_NAME("application_name", "PGAPPNAME", null),
    FALLBACK_APPLICATION_NAME("fallback_application_name", null, null),
    KEEPALIVES("keepalives", null, null),
    KEEPALIVES_IDLE("keepalives_idle", null, null),
    KEEPALIVES_INTERVAL("keepalives_interval", null, null),
    KEEPALIVES_COUNT("keepalives_count", null, null),
    TCP_USER_TIMEOUT("tcp_user_timeout", null, null),
    SSLMODE("sslmode", "PGSSLMODE", "prefer"),
    SSLCOMPRESSION("sslcompression", "PGSSLCOMPRESSION", "0"),
    SSLCERT("sslcert", "PGSSLCERT", null),
    SSLKEY("sslkey", "PGSSLKEY", null),
    SSLCERTMODE("sslcertmode", "PGSSLCERTMODE", "allow"),
    SSLPASSWORD("sslpassword", null, null),
    SSLROOTCERT("sslrootcert", "PGSSLROOTCERT", null),
    SSLCRL("sslcrl", "PGSSLCRL", null),
    SSLCRLDIR("sslcrldir", "PGSSLCRLDIR", null),
    SSLSNI("sslsni", "PGSSLSNI", "1"),
    REQUIREPEER("requirepeer", "PGREQUIREPEER", null),
    REQUIRE_AUTH("require_auth", "PGREQUIREAUTH", null),
    SSL_MIN_PROTOCOL_VERSION("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", "TLSv1.2"),
    SSL_MAX_PROTOCOL_VERSION("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", null),
    /** The built-in value is that of a libpq with GSSAPI; without Kerberos tickets it asks for nothing. */
    GSSENCMODE("gssencmode", "PGGSSENCMODE", "prefer"),
    KRBSRVNAME("krbsrvname", "PGKRBSRVNAME", "postgres"),
    GSSLIB("gsslib", "PGGSSLIB", null),
    GSSDELEGATION("gssdelegation", "PGGSSDELEGATION", "0"),
    REPLICATION("replication", null, null),
    TARGET_SESSION_ATTRS("target_session_attrs", "PGTARGETSESSIONATTRS", "any"),
    LOAD_BALANCE_HOSTS("load_balance_hosts", "PGLOADBALANCEHOSTS", "disable");

    private static final Map<String, Keyword> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Keyword::word, Function.identity()));

    private final String word;
    private final @Nullable String variable;
    private final @Nullable String builtIn;

    Keyword(String word, @Nullable String variable, @Nullable String builtIn) {
        this.word = word;
        this.variable = variable;
        this.builtIn = builtIn;
    }

    /** The word as it stands in a connection string; words are case-sensitive. */
    public String word() {
        return word;
    }

    /** The environment variable that completes a connection string without this word. */
    public Optional<String> variable() {
        return Optional.ofNullable(variable);
    }

    /** Whether values of this word must never be shown. */
    public boolean isSecret() {
        return this == PASSWORD || this == SSLPASSWORD;
    }

    /** What holds when neither the connection string nor a variable says anything. */
    Optional<String> builtIn() {
        return Optional.ofNullable(builtIn);
    }

    static Optional<Keyword> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
