package exo.db.database.link;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is for a host, as libpq 16 decides it: by the alternative names, and by the common name only
 * where there is no alternative name of the host's kind.
 *
 * @see <a href="https://www.postgresql.org/docs/16/libpq-ssl.html#LIBQ-SSL-CERTIFICATES">Client Verification</a>
 */
final class HostName {
    /** Of the general names in RFC 5280. */
    private static final Integer DNS_NAME = 2;

    private static final Integer IP_ADDRESS = 7;
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    private HostName() {}

    /** Whether the host is an IP address, so that no name is known. */
    static boolean isAddress(String host) {
        return address(host).isPresent();
    }

    static boolean isNamedBy(X509Certificate certificate, String host) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            // What could not be read must not be taken for what is not there.
            return certificate.getExtensionValue(ALTERNATIVE_NAMES) == null && matchesCommonName(certificate, host);
        }
        Integer kind = isAddress(host) ? IP_ADDRESS : DNS_NAME;
        boolean isNamed = alternatives.stream().anyMatch(name -> matches(name, host));
        boolean hasKind = alternatives.stream().anyMatch(name -> kind.equals(name.getFirst()));
        return isNamed || (!hasKind && matchesCommonName(certificate, host));
    }

    private static boolean matches(List<?> alternative, String host) {
        if (!(alternative.get(1) instanceof String name)) {
            return false;
        }
        if (DNS_NAME.equals(alternative.getFirst())) {
            return matches(name, host);
        }
        return IP_ADDRESS.equals(alternative.getFirst())
                && address(host)
                        .filter(wanted -> Arrays.equals(
                                wanted.getAddress(), InetAddress.ofLiteral(name).getAddress()))
                        .isPresent();
    }

    private static boolean matchesCommonName(X509Certificate certificate, String host) {
        String name = commonName(certificate);
        return name != null && matches(name, host);
    }

    /** The first one, in the certificate's own order. */
    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return name;
                }
            }
            return null;
        } catch (InvalidNameException unreadable) {
            return null;
        }
    }

    /** A {@code *} stands for the whole first label and nothing else. */
    static boolean matches(String name, String host) {
        if (name.indexOf('\0') >= 0) {
            return false;
        }
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        if (pattern.equals(wanted)) {
            return true;
        }
        if (pattern.length() < 3 || !pattern.startsWith("*.") || pattern.length() > wanted.length()) {
            return false;
        }
        int labelEnd = wanted.length() - pattern.length() + 1;
        return wanted.endsWith(pattern.substring(1)) && wanted.indexOf('.') >= labelEnd;
    }

    private static Optional<InetAddress> address(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException notPlain) {
            return posixAddress(host);
        }
    }

    private static Optional<InetAddress> posixAddress(String host) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(host));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
