package exo.db.web;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The address that the daemon was to answer at cannot be had. */
public final class ListenRefused extends ExoException {
    private static final long serialVersionUID = 1L;

    ListenRefused(InetSocketAddress address, IOException cause) {
        super(
                ExitStatus.REFUSED,
                "listen.refused",
                "cannot listen on " + address.getHostString() + ":" + address.getPort(),
                String.valueOf(cause.getMessage()),
                "end what listens there, choose another with --listen HOST:PORT, or go without: --listen none",
                cause);
    }
}
