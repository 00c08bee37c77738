package exo.db.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a server shows, whether or not it is to be trusted.
 *
 * @param until the last moment at which it is valid
 */
public record ServerCertificate(String subject, String issuer, Instant until) {
    /** The protocol's request for TLS, in place of a version number; see "SSLRequest" in PostgreSQL's manual. */
    private static final int SSL_REQUEST = 80877103;

    private static final int SSL_REQUEST_LENGTH = 8;

    /**
     * Looks at it on a connection of its own, over which nothing is sent; empty where the server has no TLS to offer.
     */
    static Optional<ServerCertificate> shownBy(String host, int port, Duration patience) {
        Onlooker onlooker = new Onlooker();
        try (Socket socket = new Socket()) {
            int limit = Math.toIntExact(patience.toMillis());
            socket.setSoTimeout(limit);
            socket.connect(new InetSocketAddress(host, port), limit);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(SSL_REQUEST_LENGTH);
            out.writeInt(SSL_REQUEST);
            if (new DataInputStream(socket.getInputStream()).read() == 'S') {
                onlooker.meet(socket, host, port);
            }
        } catch (IOException | GeneralSecurityException e) {
            // The certificate may have come before the handshake failed.
        }
        return onlooker.certificate();
    }

    /** Takes down what it is shown, and judges nothing: whoever connects does that. */
    private static final class Onlooker extends X509ExtendedTrustManager {
        private @Nullable X509Certificate seen;

        void meet(Socket socket, String host, int port) throws IOException, GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
                tls.startHandshake();
            }
        }

        Optional<ServerCertificate> certificate() {
            return Optional.ofNullable(seen)
                    .map(shown -> new ServerCertificate(
                            shown.getSubjectX500Principal().getName(),
                            shown.getIssuerX500Principal().getName(),
                            shown.getNotAfter().toInstant()));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            seen = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            seen = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            seen = chain[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
