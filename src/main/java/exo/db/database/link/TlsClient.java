package exo.db.database.link;

import exo.db.database.link.LinkFailed.Reason;
import exo.db.dsn.ClientCertificateMode;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Our side of TLS with one server; trusts what the settings name and nothing that this Java trusts by itself. */
final class TlsClient {
    private final TlsSettings settings;
    private final ServerAddress server;
    private final Consumer<X509Certificate> onlooker;

    TlsClient(TlsSettings settings, ServerAddress server, Consumer<X509Certificate> onlooker) {
        this.settings = settings;
        this.server = server;
        this.onlooker = onlooker;
    }

    /**
     * Wraps a socket on which the server waits for the handshake.
     *
     * @throws LinkFailed when the files cannot be used, or one side does not accept the other
     */
    SSLSocket encrypt(Socket socket) throws IOException {
        ServerTrust trust = ServerTrust.of(settings, server.host(), onlooker);
        TlsSettings.ClientCertificate files = settings.clientCertificate();
        ClientIdentity identity = new ClientIdentity(files == null ? null : ClientCredentials.read(files));
        SSLSocket encrypted = (SSLSocket)
                context(trust, identity).getSocketFactory().createSocket(socket, server.name(), server.port(), true);
        encrypted.setSSLParameters(parameters(encrypted.getSSLParameters()));
        try {
            encrypted.startHandshake();
        } catch (SSLException e) {
            if (LinkFailed.isTorn(e)) {
                throw e;
            }
            throw LinkFailed.of(e);
        }
        if (settings.certificateMode() == ClientCertificateMode.REQUIRE) {
            requireProofOfClient(identity, encrypted);
        }
        return encrypted;
    }

    private static SSLContext context(ServerTrust trust, ClientIdentity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identity}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private SSLParameters parameters(SSLParameters parameters) {
        parameters.setProtocols(settings.versions().toArray(String[]::new));
        SNIHostName name = settings.serverName() == TlsSettings.ServerName.SENT ? serverName(server.host()) : null;
        parameters.setServerNames(name == null ? List.of() : List.of(name));
        // The name is looked at by ServerTrust, by PostgreSQL's rules.
        parameters.setEndpointIdentificationAlgorithm(null);
        return parameters;
    }

    /** An address is no name, and a name that TLS has no form for is not sent. */
    private static @Nullable SNIHostName serverName(String host) {
        if (host.isEmpty() || HostName.isAddress(host)) {
            return null;
        }
        try {
            // By its bytes, for names with an underscore, which are no names to the other constructor.
            return new SNIHostName(host.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException unspeakable) {
            return null;
        }
    }

    private static void requireProofOfClient(ClientIdentity identity, SSLSocket encrypted) throws LinkFailed {
        if (!identity.wasAsked()) {
            throw new LinkFailed(Reason.CERTIFICATE_UNASKED, "sslcertmode=require, and the server asked for none");
        }
        if (encrypted.getSession().getLocalCertificates() == null) {
            throw new LinkFailed(Reason.CERTIFICATE_UNSENT, "sslcertmode=require, and none was sent");
        }
    }
}
