package exo.db.database.link;

import exo.db.database.link.LinkFailed.Reason;
import exo.db.dsn.SslMode;
import exo.db.dsn.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges the server's certificate: not at all, by the authorities that are trusted, or by the host's name as well. */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final List<String> SERVER_PURPOSES = List.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");
    private static final X509Certificate[] NONE = {};

    private final @Nullable Authorities authorities;
    private final @Nullable String host;
    private final Consumer<X509Certificate> onlooker;

    /** @param host the name that must be in the certificate; null for any */
    private ServerTrust(@Nullable Authorities authorities, @Nullable String host, Consumer<X509Certificate> onlooker) {
        this.authorities = authorities;
        this.host = host;
        this.onlooker = onlooker;
    }

    /**
     * Reads what the settings trust.
     *
     * @param onlooker is shown the certificate before it is judged
     * @throws LinkFailed when there is nothing to verify by although the settings want it
     */
    static ServerTrust of(TlsSettings settings, String host, Consumer<X509Certificate> onlooker) throws IOException {
        TlsSettings.Trust trust = settings.trust();
        if (trust == null && settings.mode().needsRootCertificate()) {
            throw new LinkFailed(
                    Reason.ROOT_MISSING, "sslmode=" + settings.mode().word() + " verifies, and there is no root file");
        }
        if (settings.mode() == SslMode.VERIFY_FULL && host.isEmpty()) {
            throw new LinkFailed(Reason.NAME, "only hostaddr is given: sslmode=verify-full needs host as well");
        }
        return new ServerTrust(
                trust == null ? null : Authorities.read(trust),
                settings.mode() == SslMode.VERIFY_FULL ? host : null,
                onlooker);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        judge(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        judge(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        judge(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE;
    }

    private void judge(X509Certificate[] chain) throws CertificateException {
        onlooker.accept(chain[0]);
        Authorities trusted = authorities;
        if (trusted == null) {
            return;
        }
        trusted.judge(Arrays.asList(chain));
        refuseOtherPurpose(chain[0]);
        String wanted = host;
        if (wanted != null && !HostName.isNamedBy(chain[0], wanted)) {
            throw new Distrust(Reason.NAME, "it holds " + names(chain[0]) + ", not \"" + wanted + "\"");
        }
    }

    private static void refuseOtherPurpose(X509Certificate certificate) throws CertificateException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        if (purposes != null && purposes.stream().noneMatch(SERVER_PURPOSES::contains)) {
            throw new Distrust(Reason.UNTRUSTED, "it was not issued for a server");
        }
    }

    private static String names(X509Certificate certificate) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames() == null
                ? "the name \"" + certificate.getSubjectX500Principal().getName() + "\""
                : "the names "
                        + certificate.getSubjectAlternativeNames().stream()
                                .map(name -> "\"" + name.get(1) + "\"")
                                .toList();
    }
}
