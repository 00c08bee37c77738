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

    private static final String REVOCATION = "cannot be checked, and to skip it would trust revoked certificates";
    private static final String NO_REVOCATION = "remove it to connect without revocation lists";
    private static final String NO_GSSAPI = "asks for GSSAPI, which is not supported";

    private static final Set<String> OFF = Set.of("false", "off", "no", "0");
    /** What PostgreSQL reads as UTF-8 once case and punctuation are gone. */
    private static final Set<String> UTF8 = Set.of("utf8", "unicode");

    private static final List<Wish> TABLE = List.of(
            new Wish(
                    Keyword.HOST,
                    UnsupportedWishes::isSocket,
                    "asks for a Unix-domain socket (no host, or one that begins with \"/\" or \"@\")",
                    "name a host that listens on TCP, such as localhost"),
            new Wish(
                    Keyword.HOSTADDR,
                    value -> true,
                    "cannot be connected to beside a host",
                    "put the address into host"),
            new Wish(Keyword.SSLCRL, value -> true, REVOCATION, NO_REVOCATION),
            new Wish(Keyword.SSLCRLDIR, value -> true, REVOCATION, NO_REVOCATION),
            new Wish(
                    Keyword.SSLROOTCERT,
                    TlsReader::isSystem,
                    "asks for the system's certificates, which is not supported",
                    "name the file that holds them, such as /etc/ssl/certs/ca-certificates.crt, with"
                            + " sslmode=verify-full"),
            new Wish(
                    Keyword.SSLCERTMODE,
                    ClientCertificateMode.REQUIRE.word()::equals,
                    "asks to fail unless the server wants a certificate, which cannot be seen",
                    "use allow"),
            new Wish(
                    Keyword.SSL_MIN_PROTOCOL_VERSION,
                    "TLSv1.3"::equalsIgnoreCase,
                    "asks for more than TLS 1.2, which is the least here",
                    "set ssl_min_protocol_version=TLSv1.2, or demand TLS 1.3 on the server"),
            new Wish(
                    Keyword.SSL_MAX_PROTOCOL_VERSION,
                    version -> !version.equalsIgnoreCase("TLSv1.3"),
                    "asks for less than TLS 1.3, which cannot be limited",
                    "remove it"),
            new Wish(
                    Keyword.REQUIREPEER,
                    value -> true,
                    "asks for a check of the server's user, which only a Unix-domain socket has",
                    "remove it, and verify the server by sslmode=verify-full"),
            new Wish(
                    Keyword.REQUIRE_AUTH,
                    value -> true,
                    "cannot be enforced yet",
                    "use channel_binding=require to accept SCRAM over TLS only"),
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
        if (settings.nonEmpty(Keyword.HOST).isEmpty()
                && settings.nonEmpty(Keyword.HOSTADDR).isEmpty()) {
            Wish socket = TABLE.getFirst();
            settings.unsupported(socket.keyword(), socket.claim(), socket.cure());
        }
    }

    private static boolean isSocket(String hosts) {
        return Arrays.stream(hosts.split(",", -1)).anyMatch(host -> host.isEmpty() || ServerList.isSocket(host));
    }
}
