package exo.db.dsn;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the wishes that a JDBC connection cannot fulfil; dropping one silently could weaken what the operator asked
 * for.
 */
final class UnsupportedWords {
    private static final Set<String> OFF = Set.of("false", "off", "no", "0");
    /** What PostgreSQL reads as UTF-8 once case and punctuation are gone; auto is the locale, which is UTF-8 here. */
    private static final Set<String> UTF8 = Set.of("utf8", "unicode", "auto");

    private final SettingReader settings;

    UnsupportedWords(SettingReader settings) {
        this.settings = settings;
    }

    void find() {
        findSource();
        findTls();
        findAuthentication();
        findSession();
    }

    private void findSource() {
        if (settings.text(Keyword.SERVICE).isPresent()) {
            settings.unsupported(
                    Keyword.SERVICE,
                    "asks for a service file, which is not supported yet",
                    "write the service's parameters into the connection string");
        }
        refuse(Keyword.HOSTADDR, value -> true, "cannot be connected to beside a host", "put the address into host");
    }

    private void findTls() {
        String revocation = "cannot be checked, and to skip it would trust revoked certificates";
        refuse(Keyword.SSLCRL, value -> true, revocation, "remove it to connect without revocation lists");
        refuse(Keyword.SSLCRLDIR, value -> true, revocation, "remove it to connect without revocation lists");
        refuse(
                Keyword.SSLROOTCERT,
                "system"::equals,
                "asks for the system's certificates, which is not supported",
                "name the file that holds them, such as /etc/ssl/certs/ca-certificates.crt, with sslmode=verify-full");
        refuse(
                Keyword.SSLCERTMODE,
                ClientCertificateMode.REQUIRE.word()::equals,
                "asks to fail unless the server wants a certificate, which cannot be seen",
                "use allow");
        refuse(
                Keyword.SSL_MIN_PROTOCOL_VERSION,
                "TLSv1.3"::equalsIgnoreCase,
                "asks for more than TLS 1.2, which is the least here",
                "set ssl_min_protocol_version=TLSv1.2, or demand TLS 1.3 on the server");
        refuse(
                Keyword.SSL_MAX_PROTOCOL_VERSION,
                value -> !value.equalsIgnoreCase("TLSv1.3"),
                "asks for less than TLS 1.3, which cannot be limited",
                "remove it");
    }

    private void findAuthentication() {
        refuse(
                Keyword.REQUIREPEER,
                value -> true,
                "asks for a check of the server's user, which only a Unix-domain socket has",
                "remove it, and verify the server by sslmode=verify-full");
        refuse(
                Keyword.REQUIRE_AUTH,
                value -> true,
                "cannot be enforced yet",
                "use channel_binding=require to accept SCRAM over TLS only");
        if (settings.choice(Keyword.GSSENCMODE, GssEncryptionMode.values(), GssEncryptionMode.DISABLE)
                == GssEncryptionMode.REQUIRE) {
            settings.unsupported(Keyword.GSSENCMODE, "asks for GSSAPI, which is not supported", "use sslmode=require");
        }
        refuse(
                Keyword.KRBSRVNAME,
                value -> !value.equals("postgres"),
                "asks for Kerberos, which is not supported",
                "use a password or a client certificate");
        refuse(Keyword.GSSLIB, value -> true, "asks for GSSAPI, which is not supported", "remove it");
        refuse(
                Keyword.GSSDELEGATION,
                value -> !value.equals("0"),
                "asks for GSSAPI, which is not supported",
                "remove it");
    }

    private void findSession() {
        refuse(
                Keyword.REPLICATION,
                value -> !OFF.contains(value.toLowerCase(Locale.ROOT)),
                "asks for a replication connection, on which no schema can be managed",
                "remove it");
        refuse(
                Keyword.CLIENT_ENCODING,
                value -> !UTF8.contains(value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")),
                "asks for another encoding than UTF-8, the only one spoken here",
                "set client_encoding=UTF8 or remove it");
    }

    /** An empty value wishes for nothing. */
    private void refuse(Keyword keyword, Predicate<String> wish, String claim, String cure) {
        if (settings.nonEmpty(keyword).filter(wish).isPresent()) {
            settings.unsupported(keyword, claim, cure);
        }
    }
}
