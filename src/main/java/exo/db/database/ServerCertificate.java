package exo.db.database;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * The certificate that a server shows, whether or not it is to be trusted.
 *
 * @param until the last moment at which it is valid
 */
public record ServerCertificate(String subject, String issuer, Instant until) {
    static ServerCertificate of(X509Certificate shown) {
        return new ServerCertificate(
                shown.getSubjectX500Principal().getName(),
                shown.getIssuerX500Principal().getName(),
                shown.getNotAfter().toInstant());
    }
}
