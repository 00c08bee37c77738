package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the connection is to be encrypted and who must prove to be whom.
 *
 * @param mode what is really done: {@code require} has become {@code verify-ca} where libpq finds a root certificate
 * @param trust null means that the server's certificate is not verified; with it, it is in every mode that uses TLS
 * @param clientCertificate null means that none is sent
 * @param serverName whether the server is told, before anything is encrypted, by which name it is called
 * @param versions of TLS that may be spoken
 */
public record TlsSettings(
        SslMode mode,
        ChannelBinding channelBinding,
        @Nullable Trust trust,
        @Nullable ClientCertificate clientCertificate,
        ClientCertificateMode certificateMode,
        ServerName serverName,
        List<String> versions) {
    public TlsSettings {
        versions = List.copyOf(versions);
    }

    /** See {@code sslsni} in libpq. */
    public enum ServerName {
        SENT,
        WITHHELD
    }

    /**
     * By what the server's certificate is judged.
     *
     * @param rootCertificates a file that is there
     * @param revoked a list of revoked certificates that is there, or null
     * @param revokedDirectory a directory of such lists, or null; as soon as there is a list or a directory, every
     *     certificate needs one that speaks for it
     */
    public record Trust(
            Path rootCertificates,
            @Nullable Path revoked,
            @Nullable Path revokedDirectory) {}

    /**
     * The client's own proof.
     *
     * @param certificate a file that is there
     * @param key null when there is no place where it could be
     * @param keyPassword null when none is known
     */
    public record ClientCertificate(
            Path certificate, @Nullable Path key, @Nullable Secret keyPassword) {}
}
