package exo.db.database.link;

import exo.db.database.link.LinkFailed.Reason;
import exo.db.dsn.Redaction;
import exo.db.dsn.TlsSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign a server's certificate, and which they have revoked.
 *
 * <p>As with OpenSSL a chain must end in a certificate that is trusted and has signed itself, everything in it must be
 * valid now, and with a revocation list at hand every certificate but the last needs one that speaks for it.
 */
final class Authorities {
    private final List<X509Certificate> trusted;
    private final @Nullable List<X509CRL> revocations;

    /** @param revocations null when nobody looks for revoked certificates */
    private Authorities(List<X509Certificate> trusted, @Nullable List<X509CRL> revocations) {
        this.trusted = List.copyOf(trusted);
        this.revocations = revocations == null ? null : List.copyOf(revocations);
    }

    static Authorities read(TlsSettings.Trust trust) throws LinkFailed {
        List<X509Certificate> certificates = rootCertificates(trust.rootCertificates());
        Path file = trust.revoked();
        Path directory = trust.revokedDirectory();
        if (file == null && directory == null) {
            return new Authorities(certificates, null);
        }
        List<X509CRL> lists = new ArrayList<>();
        if (file != null) {
            lists.addAll(revocationLists(file));
        }
        if (directory != null) {
            for (Path each : hashed(directory)) {
                lists.addAll(revocationLists(each));
            }
        }
        return new Authorities(certificates, lists);
    }

    private static List<X509Certificate> rootCertificates(Path file) throws LinkFailed {
        try {
            List<X509Certificate> certificates = PemFile.read(file).certificates();
            if (certificates.isEmpty()) {
                throw new LinkFailed(Reason.ROOT_UNREADABLE, Redaction.path(file.toString()) + " holds no certificate");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new LinkFailed(
                    Reason.ROOT_UNREADABLE, Redaction.path(file.toString()) + " holds what is no certificate", e);
        } catch (LinkFailed e) {
            throw e;
        } catch (IOException e) {
            throw new LinkFailed(Reason.ROOT_UNREADABLE, unreadable(file, e), e);
        }
    }

    private static List<X509CRL> revocationLists(Path file) throws LinkFailed {
        try {
            return PemFile.read(file).revocationLists();
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkFailed(Reason.LIST_UNREADABLE, unreadable(file, e), e);
        }
    }

    /** The files that {@code openssl rehash} has named; only these are looked at by OpenSSL. */
    private static List<Path> hashed(Path directory) throws LinkFailed {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "????????.r[0-9]*")) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new LinkFailed(Reason.LIST_UNREADABLE, unreadable(directory, e), e);
        }
    }

    /** A chain that leads from a certificate to one that is trusted, which is not a part of it. */
    private record Route(CertPath path, X509Certificate root) {}

    /**
     * Accepts a chain, the server's own certificate first.
     *
     * @throws Distrust saying what is wrong with it
     */
    void judge(List<X509Certificate> chain) throws CertificateException {
        try {
            Route route = route(chain);
            validate(route);
            route.root().checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw new Distrust(Reason.EXPIRED, "the root certificate that it leads to is not valid now");
        } catch (CertPathValidatorException e) {
            throw distrust(e, chain.getFirst());
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PKIX", e);
        }
    }

    private Route route(List<X509Certificate> chain) throws GeneralSecurityException {
        X509Certificate own = chain.getFirst();
        if (isRoot(own) && trusted.contains(own)) {
            return new Route(CertificateFactory.getInstance("X.509").generateCertPath(List.of(own)), own);
        }
        Optional<Route> route = built(chain, null);
        if (route.isPresent()) {
            return route.get();
        }
        // On the first day of its life, so that a chain with something out of date is told from one that leads nowhere.
        boolean wasValid = built(chain, own.getNotBefore()).isPresent();
        throw wasValid
                ? new Distrust(Reason.EXPIRED, outOfDate(chain))
                : new Distrust(
                        Reason.UNTRUSTED,
                        "no root certificate that is trusted signed it, or who issued it: "
                                + own.getIssuerX500Principal());
    }

    private Optional<Route> built(List<X509Certificate> chain, @Nullable Date date) throws GeneralSecurityException {
        Set<TrustAnchor> anchors = trusted.stream()
                .filter(Authorities::isRoot)
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain.getFirst());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        parameters.addCertStore(store(chain));
        parameters.addCertStore(store(trusted));
        try {
            PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            return Optional.of(
                    new Route(result.getCertPath(), result.getTrustAnchor().getTrustedCert()));
        } catch (CertPathBuilderException leadsNowhere) {
            return Optional.empty();
        }
    }

    /** Asks the lists that were read and, as revocation is left in its plain form, no server of anybody. */
    private void validate(Route route) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(route.root(), null)));
        List<X509CRL> lists = revocations;
        parameters.setRevocationEnabled(lists != null);
        if (lists != null) {
            parameters.addCertStore(store(lists));
        }
        CertPathValidator.getInstance("PKIX").validate(route.path(), parameters);
    }

    private static Distrust distrust(CertPathValidatorException e, X509Certificate own) {
        if (e.getReason() == BasicReason.REVOKED) {
            return new Distrust(Reason.REVOKED, "a revocation list names it");
        }
        if (e.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
            return new Distrust(Reason.UNKNOWN_REVOCATION, "no current revocation list speaks for it");
        }
        boolean isOutOfDate = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
        return isOutOfDate
                ? new Distrust(Reason.EXPIRED, outOfDate(List.of(own)))
                : new Distrust(Reason.UNTRUSTED, String.valueOf(e.getMessage()));
    }

    private static String outOfDate(List<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getSubjectX500Principal() + " is valid from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant())
                .collect(Collectors.joining("; "));
    }

    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static CertStore store(Collection<?> content) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(content));
    }

    private static String unreadable(Path file, Exception e) {
        return Redaction.path(file.toString()) + ": " + e.getClass().getSimpleName();
    }
}
