package exo.db.dsn;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the connection is to be encrypted and who must prove to be whom.
 *
 * @param mode what is really done: {@code require} has become {@code verify-ca} where libpq finds a root certificate
 * @param rootCertificate a file that is there; null means that the server's certificate is not verified
 * @param clientCertificate null means that none is sent, also not the driver's own default
 */
public record TlsSettings(
        SslMode mode,
        ChannelBinding channelBinding,
        @Nullable Path rootCertificate,
        @Nullable ClientCertificate clientCertificate) {
    /**
     * The client's own proof.
     *
     * @param keyPassword null when the key is not encrypted
     */
    public record ClientCertificate(
            Path certificate, Path key, @Nullable Secret keyPassword) {}
}
