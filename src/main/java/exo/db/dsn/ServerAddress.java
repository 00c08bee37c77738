package exo.db.dsn;

import org.jspecify.annotations.Nullable;

/**
 * One of the servers that may be connected to.
 *
 * @param host a name or address to reach by TCP, IPv6 without brackets
 * @param password the one for this server; null when none is known
 */
public record ServerAddress(String host, int port, @Nullable Secret password) {
    static final int LAST_PORT = 65535;

    /** Host and port as in a URL, IPv6 in brackets. */
    public String shown() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
