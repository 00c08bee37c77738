package exo.db.database.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** There is a server, and no connection with it that the settings would allow. */
public final class LinkFailed extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a server says of a client's certificate, by the names that RFC 8446 gives its alerts. */
    private static final Map<String, String> CERTIFICATE_ALERTS = Map.of(
            "bad_certificate", "it cannot read or verify it",
            "unsupported_certificate", "it does not take its kind",
            "certificate_revoked", "it has been revoked",
            "certificate_expired", "it has expired",
            "certificate_unknown", "it does not accept it",
            "certificate_required", "it wants one and got none",
            "unknown_ca", "it does not know the authority that signed it",
            "access_denied", "it denies access to its holder");

    private final Reason reason;

    LinkFailed(Reason reason, String why, @Nullable Throwable cause) {
        super(why, cause);
        this.reason = reason;
    }

    LinkFailed(Reason reason, String why) {
        this(reason, why, null);
    }

    /** The meaning of a failure that Java's TLS met by itself, during the handshake or after it. */
    public static LinkFailed of(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkFailed known) {
                return known;
            }
            if (cause instanceof Distrust distrust) {
                return new LinkFailed(distrust.reason(), String.valueOf(distrust.getMessage()), failure);
            }
        }
        String message = String.valueOf(failure.getMessage());
        for (Map.Entry<String, String> alert : CERTIFICATE_ALERTS.entrySet()) {
            if (message.contains("alert: " + alert.getKey())) {
                return new LinkFailed(Reason.CERTIFICATE_REFUSED, alert.getValue(), failure);
            }
        }
        String words = message.toLowerCase(Locale.ROOT);
        boolean isVersion = words.contains("protocol version") || words.contains("protocol_version");
        return new LinkFailed(isVersion ? Reason.VERSION : Reason.HANDSHAKE, message, failure);
    }

    /** Whether the connection only broke off, as it does when a server is being restarted. */
    public static boolean isTorn(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof SocketException) {
                return true;
            }
        }
        return false;
    }

    public Reason reason() {
        return reason;
    }

    /** In words for the operator, without any secret. */
    public String why() {
        return String.valueOf(getMessage());
    }

    /** What was in the way, and what to do about it. */
    public enum Reason {
        NOT_OFFERED(
                "tls.missing",
                "no TLS is offered by",
                "turn ssl on in the server; only where the network is trusted, set sslmode=prefer"),
        NAME(
                "tls.name",
                "the certificate is not for this host:",
                "connect by a name that the certificate holds, or have it issued for this one"),
        EXPIRED(
                "tls.expired",
                "the certificate is not valid now:",
                "renew the certificate that is named, and check this machine's clock"),
        UNTRUSTED(
                "tls.untrusted",
                "the certificate's authority is not trusted:",
                "set sslrootcert to the file that holds the certificate of the server's authority"),
        REVOKED(
                "tls.revoked",
                "the certificate was revoked:",
                "connect to nothing that shows it; give the server a new certificate"),
        UNKNOWN_REVOCATION(
                "tls.revocation-unknown",
                "it cannot be told whether the certificate was revoked:",
                "put a current revocation list of every authority into sslcrl or sslcrldir"),
        ROOT_MISSING(
                "tls.root-missing",
                "there is no root certificate to verify",
                "set sslrootcert to the file that holds the certificate of the server's authority"),
        ROOT_UNREADABLE(
                "tls.root-unreadable",
                "the root certificates cannot be read that verify",
                "correct the file that sslrootcert names (default ~/.postgresql/root.crt), or its permissions"),
        LIST_UNREADABLE(
                "tls.crl-unreadable",
                "the revocation list cannot be read that verifies",
                "correct the file that sslcrl or sslcrldir names (default ~/.postgresql/root.crl)"),
        CERTIFICATE_UNREADABLE(
                "tls.certificate-unreadable",
                "the client's certificate cannot be read for",
                "correct the file that sslcert names (default ~/.postgresql/postgresql.crt), or set"
                        + " sslcertmode=disable"),
        KEY_MISSING(
                "tls.key-missing",
                "the client's certificate has no private key for",
                "set sslkey to the key's file, or sslcertmode=disable to send no certificate"),
        KEY_EXPOSED(
                "tls.key-exposed",
                "the client's private key is not private enough for",
                "chmod 600 the file that sslkey names; 640 will do where it belongs to root"),
        KEY_UNREADABLE(
                "tls.key-unreadable",
                "the client's private key cannot be read for",
                "correct the file that sslkey names, or convert it: openssl pkcs8 -topk8 -in KEY -out NEW"),
        KEY_LOCKED(
                "tls.key-locked",
                "the client's private key cannot be decrypted for",
                "give the key's own password as sslpassword"),
        KEY_STRANGE(
                "tls.key-mismatch",
                "the client's private key does not belong to its certificate for",
                "let sslcert and sslkey name files that were made together"),
        CERTIFICATE_REFUSED(
                "tls.certificate-refused",
                "the client's certificate was refused by",
                "give a certificate by sslcert and sslkey that the server's ssl_ca_file trusts"),
        CERTIFICATE_UNASKED(
                "tls.certificate-unasked",
                "no client certificate was asked for by",
                "set ssl_ca_file on the server, or sslcertmode=allow"),
        CERTIFICATE_UNSENT(
                "tls.certificate-unsent",
                "there is no client certificate for",
                "set sslcert and sslkey, or sslcertmode=allow"),
        VERSION(
                "tls.version",
                "no version of TLS is spoken both here and by",
                "check ssl_min_protocol_version and ssl_max_protocol_version here and on the server"),
        HANDSHAKE("tls.refused", "no TLS connection with", "see the server's log for its side of it"),
        PEER(
                "server.peer",
                "another user than the required one runs",
                "correct requirepeer, or see who listens on that socket");

        private final String id;
        private final String what;
        private final String next;

        Reason(String id, String what, String next) {
            this.id = id;
            this.what = what;
            this.next = next;
        }

        /** The stable, dotted name for programs. */
        public String id() {
            return id;
        }

        /** The beginning of a sentence that ends with the server. */
        public String what() {
            return what;
        }

        public String next() {
            return next;
        }
    }
}
