package exo.db.database.link;

import java.security.cert.CertificateException;

/** The server's certificate proves nothing to us; carried through Java's TLS, which wraps what it is told. */
final class Distrust extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final LinkFailed.Reason reason;

    Distrust(LinkFailed.Reason reason, String why) {
        super(why);
        this.reason = reason;
    }

    LinkFailed.Reason reason() {
        return reason;
    }
}
