package exo.db.dsn;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Words that are no parameters of libpq 16 but that operators meet elsewhere, so that the refusal can name them.
 *
 * <p>Only a word on this list is ever repeated in a message; any other unknown word may be a piece of a password.
 */
enum ForeignWord {
    SSLNEGOTIATION("sslnegotiation", "libpq 17"),
    MIN_PROTOCOL_VERSION("min_protocol_version", "libpq 18"),
    MAX_PROTOCOL_VERSION("max_protocol_version", "libpq 18"),
    OAUTH_ISSUER("oauth_issuer", "libpq 18"),
    OAUTH_CLIENT_ID("oauth_client_id", "libpq 18"),
    OAUTH_CLIENT_SECRET("oauth_client_secret", "libpq 18"),
    OAUTH_SCOPE("oauth_scope", "libpq 18"),
    SCRAM_CLIENT_KEY("scram_client_key", "libpq 18"),
    SCRAM_SERVER_KEY("scram_server_key", "libpq 18"),
    SSLKEYLOGFILE("sslkeylogfile", "libpq 18"),
    SERVICEFILE("servicefile", "a libpq newer than 18"),
    SSL("ssl", "JDBC; libpq takes only ssl=true in a URL and otherwise wants sslmode"),
    SEARCH_PATH("search_path", "pgx; libpq wants options=-csearch_path=..."),
    STATEMENT_TIMEOUT("statement_timeout", "pgx; libpq wants options=-cstatement_timeout=..."),
    POOL_MAX_CONNS("pool_max_conns", "pgx"),
    SSLINLINE("sslinline", "pq"),
    TIME_ZONE("TimeZone", "pgx and GORM; libpq wants options=-cTimeZone=..."),
    TIME_ZONE_LOWER("timezone", "pgx and GORM; libpq wants options=-ctimezone=...");

    private static final Map<String, ForeignWord> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(foreign -> foreign.word, Function.identity()));

    private final String word;
    private final String origin;

    ForeignWord(String word, String origin) {
        this.word = word;
        this.origin = origin;
    }

    static Optional<ForeignWord> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    MalformedConnectionString refusalAt(int position) {
        return new MalformedConnectionString(
                position,
                word + " is a word of " + origin + ", not of PostgreSQL 16's libpq",
                "remove " + word + " from the connection string");
    }
}
