package exo.db.dsn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The one table of what a connection string can ask for and this tool cannot do. To drop such a wish silently could
 * weaken what the operator asked for, so each is refused; what is not in the table is honoured, or noted as without
 * effect by {@link SessionReader} where that weakens nothing.
 */
final class UnsupportedWishes {
    /**
     * One of them.
     *
     * @param asksForIt which values ask for it; an empty value never does
     * @param claim why not, as the rest of a sentence that begins with the word
     * @param cure what to write instead
     */
    private record Wish(Keyword keyword, Predicate<String> asksForIt, String claim, String cure) {}

    private static final String NO_GSSAPI = "asks for GSSAPI, which is not supported";

    private static final Set<String> OFF = Set.of("false", "off", "no", "0");
    /** What PostgreSQL reads as UTF-8 once case and punctuation are gone. */
    private static final Set<String> UTF8 = Set.of("utf8", "unicode");

    private static final List<Wish> TABLE = List.of(
            new Wish(
                    Keyword.HOST,
                    hosts -> Arrays.stream(hosts.split(",", -1)).anyMatch(host -> host.startsWith("@")),
                    "asks for a Unix-domain socket without a file (\"@\"), to which this Java cannot connect",
                    "name the directory of a socket with a file, or a host that listens on TCP"),
            new Wish(
                    Keyword.SSL_MAX_PROTOCOL_VERSION,
                    version -> TlsReader.OLD_VERSIONS.contains(version.toLowerCase(Locale.ROOT)),
                    "asks for less than TLS 1.2, which is the least here",
                    "set it to TLSv1.2 or remove it"),
            new Wish(
                    Keyword.TCP_USER_TIMEOUT,
                    value -> WholeNumber.parse(value).orElse(0) > 0,
                    "asks for a limit that this Java cannot set",
                    "use keepalives_idle, keepalives_interval and keepalives_count"),
            new Wish(Keyword.GSSENCMODE, GssEncryptionMode.REQUIRE.word()::equals, NO_GSSAPI, "use sslmode=require"),
            new Wish(
                    Keyword.KRBSRVNAME,
                    name -> !name.equals("postgres"),
                    "asks for Kerberos, which is not supported",
                    "use a password or a client certificate"),
            new Wish(Keyword.GSSLIB, value -> true, NO_GSSAPI, "remove it"),
            new Wish(Keyword.GSSDELEGATION, value -> !value.equals("0"), NO_GSSAPI, "remove it"),
            new Wish(
                    Keyword.REPLICATION,
                    value -> !OFF.contains(value.toLowerCase(Locale.ROOT)),
                    "asks for a replication connection, on which no schema can be managed",
                    "remove it"),
            new Wish(
                    Keyword.CLIENT_ENCODING,
                    value -> !UTF8.contains(value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")),
                    "asks for another encoding than UTF-8, the only one spoken here",
                    "set client_encoding=UTF8 or remove it"));

    private UnsupportedWishes() {}

    /** Keeps a finding for each wish that the settings hold. */
    static void find(SettingReader settings) {
        for (Wish wish : TABLE) {
            if (settings.nonEmpty(wish.keyword()).filter(wish.asksForIt()).isPresent()) {
                settings.unsupported(wish.keyword(), wish.claim(), wish.cure());
            }
        }
    }
}
