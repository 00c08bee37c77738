package exo.db.database.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Hands the driver sockets that are connected and encrypted already, also for its requests to cancel.
 *
 * <p>Public, and made from properties, because the driver makes it by its name.
 */
public final class LinkSocketFactory extends SocketFactory {
    private static final String LINK = "exo.link";

    private final ServerLink link;

    public LinkSocketFactory(Properties properties) {
        this.link = (ServerLink) Objects.requireNonNull(properties.get(LINK), LINK);
    }

    /** Makes the driver use the link, for connections that are made from these very properties and not from a copy. */
    public static void use(ServerLink link, Properties properties) {
        properties.put(LINK, link);
    }

    @Override
    public Socket createSocket() throws IOException {
        return link.open();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the link knows where to");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("the link knows where to");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("the link knows where to");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("the link knows where to");
    }
}
