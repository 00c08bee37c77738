package exo.db.database.link;

import exo.db.database.link.LinkFailed.Reason;
import exo.db.dsn.Redaction;
import exo.db.dsn.Secret;
import exo.db.dsn.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's certificate with those that follow it in its file, and the private key to it. */
record ClientCredentials(List<X509Certificate> chain, PrivateKey key) {
    private static final Set<PosixFilePermission> NEVER = PosixFilePermissions.fromString("----wxrwx");
    private static final Set<PosixFilePermission> GROUP_READ = PosixFilePermissions.fromString("---r-----");

    ClientCredentials {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the files under libpq's conditions.
     *
     * @throws LinkFailed saying which of them fails
     */
    static ClientCredentials read(TlsSettings.ClientCertificate files) throws LinkFailed {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key(), files.keyPassword());
        if (!belongs(key, chain.getFirst())) {
            throw new LinkFailed(
                    Reason.KEY_STRANGE,
                    "what " + Redaction.path(files.certificate().toString()) + " certifies is another key");
        }
        return new ClientCredentials(chain, key);
    }

    private static List<X509Certificate> chain(Path file) throws LinkFailed {
        try {
            List<X509Certificate> chain = PemFile.read(file).certificates();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException | IOException e) {
            throw new LinkFailed(Reason.CERTIFICATE_UNREADABLE, unreadable(file, e), e);
        }
        throw new LinkFailed(Reason.CERTIFICATE_UNREADABLE, shown(file) + " holds no certificate");
    }

    private static PrivateKey key(@Nullable Path file, @Nullable Secret password) throws LinkFailed {
        if (file == null || !Files.exists(file)) {
            throw new LinkFailed(Reason.KEY_MISSING, file == null ? "sslkey is not set" : shown(file) + " is missing");
        }
        try {
            refuseExposed(file);
            return PrivateKeyReader.read(Files.readAllBytes(file), password);
        } catch (LinkFailed e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkFailed(Reason.KEY_UNREADABLE, unreadable(file, e), e);
        }
    }

    /** What belongs to root may be readable by a group, so that several services can share a key of the system's. */
    private static void refuseExposed(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new LinkFailed(Reason.KEY_UNREADABLE, shown(file) + " is not a plain file");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        boolean isRoots = Files.getAttribute(file, "unix:uid").equals(0);
        if (!Collections.disjoint(permissions, NEVER) || (!isRoots && !Collections.disjoint(permissions, GROUP_READ))) {
            throw new LinkFailed(
                    Reason.KEY_EXPOSED,
                    shown(file) + " has the permissions " + PosixFilePermissions.toString(permissions));
        }
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String kind = key.getAlgorithm();
        try {
            Signature signature = Signature.getInstance(
                    switch (kind) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        case "DSA" -> "SHA256withDSA";
                        default -> kind;
                    });
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String shown(Path file) {
        return Redaction.path(file.toString());
    }

    private static String unreadable(Path file, Exception e) {
        return shown(file) + ": " + e.getClass().getSimpleName();
    }

    /** Holds a key. */
    @Override
    public String toString() {
        return "ClientCredentials[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
