package exo.db.dsn;

import org.jspecify.annotations.Nullable;

/**
 * One of the servers that may be connected to.
 *
 * @param host the name that its certificate must be for; empty when only its address is known
 * @param address where it is: a name to look up, an IP address without brackets, or the directory of a Unix-domain
 *     socket
 * @param password the one for this server; null when none is known
 */
public record ServerAddress(
        String host, String address, int port, @Nullable Secret password) {
    static final int LAST_PORT = 65535;

    /** One that is found under its name. */
    public ServerAddress(String host, int port, @Nullable Secret password) {
        this(host, host, port, password);
    }

    /** Whether it is reached by a Unix-domain socket, on which there is no TLS. */
    public boolean isSocket() {
        return ServerList.isSocket(address);
    }

    /** What the operator calls it. */
    public String name() {
        return host.isEmpty() ? address : host;
    }

    /** Host and port as in a URL, IPv6 in brackets. */
    public String shown() {
        return (name().indexOf(':') >= 0 ? "[" + name() + "]" : name()) + ":" + port;
    }
}
