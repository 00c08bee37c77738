package exo.db.dsn;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Pairs the hosts with their addresses and ports: one port for all hosts, or one for each. */
final class ServerList {
    /**
     * A server before its password is looked up.
     *
     * @param host as it was written; empty for the default
     * @param address what {@code hostaddr} says of this host; may be empty
     * @param portText as it was written, for the password file compares text
     */
    record Place(String host, String address, String portText, int port) {
        /** Whether it is a Unix-domain socket, as it is without a host. */
        boolean isSocket() {
            return address.isEmpty() && (host.isEmpty() || ServerList.isSocket(host));
        }
    }

    /** Where packaged builds of libpq look for a socket when no host is given. */
    static final Path USUAL_SOCKETS = Path.of("/var/run/postgresql");

    /** Where libpq looks as its authors publish it. */
    static final Path OTHER_SOCKETS = Path.of("/tmp");

    private static final String DEFAULT_PORT = "5432";
    /** What a socket's file is called in its directory, before the port. */
    private static final String SOCKET_FILE = "/.s.PGSQL.";
    /** What the system has room for, without C's end mark. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private final SettingReader settings;

    ServerList(SettingReader settings) {
        this.settings = settings;
    }

    /** The servers in their order; those with a finding are left out. */
    List<Place> places() {
        List<String> addresses = addresses();
        List<String> hosts = hosts(addresses);
        List<String> ports = ports(hosts.size());
        List<Place> places = IntStream.range(0, Math.min(hosts.size(), Math.min(addresses.size(), ports.size())))
                .boxed()
                .flatMap(index -> place(hosts.get(index), addresses.get(index), ports.get(index)).stream())
                .toList();
        checkPorts(ports);
        checkHosts(places);
        return places;
    }

    /** Whether a host is reached by a Unix-domain socket: in a directory, or one of Linux's abstract ones. */
    static boolean isSocket(String host) {
        return host.startsWith("/") || host.startsWith("@");
    }

    /** As many as there are servers; empty ones where {@code hostaddr} says nothing. */
    private List<String> addresses() {
        List<String> hosts =
                settings.nonEmpty(Keyword.HOST).map(ServerList::elements).orElse(List.of(""));
        return settings.nonEmpty(Keyword.HOSTADDR)
                .map(ServerList::elements)
                .orElseGet(() -> Collections.nCopies(hosts.size(), ""));
    }

    private List<String> hosts(List<String> addresses) {
        List<String> hosts = settings.nonEmpty(Keyword.HOST)
                .map(ServerList::elements)
                .orElseGet(() -> Collections.nCopies(addresses.size(), ""));
        if (hosts.size() != addresses.size()) {
            settings.invalid(
                    Keyword.HOSTADDR,
                    "holds " + addresses.size() + " addresses for " + hosts.size() + " hosts",
                    "give one address for each host");
        }
        if (!addresses.stream().allMatch(address -> address.isEmpty() || isAddress(address))) {
            settings.invalid(
                    Keyword.HOSTADDR, "is no numeric address", "write an IPv4 or IPv6 address, without brackets");
        }
        return hosts;
    }

    private List<String> ports(int hosts) {
        List<String> ports = elements(settings.text(Keyword.PORT).orElse(""));
        if (ports.size() == 1) {
            return Collections.nCopies(hosts, ports.getFirst());
        }
        if (ports.size() != hosts) {
            settings.invalid(
                    Keyword.PORT,
                    "holds " + ports.size() + " port numbers for " + hosts + " hosts",
                    "give one port for all hosts, or one for each");
        }
        return ports;
    }

    private static List<Place> place(String host, String address, String portText) {
        String text = portText.isEmpty() ? DEFAULT_PORT : portText;
        OptionalInt port = port(text);
        return port.isPresent() ? List.of(new Place(host, address, text, port.getAsInt())) : List.of();
    }

    private static OptionalInt port(String text) {
        OptionalInt port = WholeNumber.parse(text);
        return port.isPresent() && port.getAsInt() >= 1 && port.getAsInt() <= ServerAddress.LAST_PORT
                ? port
                : OptionalInt.empty();
    }

    private void checkPorts(List<String> ports) {
        if (!ports.stream().allMatch(port -> port.isEmpty() || port(port).isPresent())) {
            settings.invalid(
                    Keyword.PORT,
                    "is not a number from 1 to " + ServerAddress.LAST_PORT,
                    "write digits only; in a URL a \":\", \"/\" or \"@\" inside the password must be written as %XX");
        }
    }

    private void checkHosts(List<Place> places) {
        for (Place place : places) {
            if (!place.address().isEmpty()) {
                continue;
            }
            if (!isSocket(place.host())) {
                checkName(place.host());
            } else if ((place.host() + SOCKET_FILE + place.port()).length() > LONGEST_SOCKET_PATH) {
                settings.invalid(
                        Keyword.HOST,
                        "makes the path of a Unix-domain socket longer than " + LONGEST_SOCKET_PATH + " bytes",
                        "name a shorter directory");
            }
        }
    }

    /** libpq asks the resolver, which knows no such name either; here the usual reason can be told. */
    private void checkName(String host) {
        if (!host.codePoints()
                .allMatch(character -> Character.isLetterOrDigit(character) || "-_.:%".indexOf(character) >= 0)) {
            settings.hopeless(
                    Keyword.HOST,
                    "holds a character that no host name has",
                    "in a URL a \"@\" or \"/\" inside the password must be written as %40 or %2F");
        }
    }

    /** Reads numbers only and asks no resolver. */
    private static boolean isAddress(String text) {
        if (text.startsWith("[")) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(text) != null;
        } catch (IllegalArgumentException notPlain) {
            return posixAddress(text).isPresent();
        }
    }

    /** One of C's ways to write an IPv4 address, such as {@code 127.1}, which Java takes nowhere else. */
    static Optional<InetAddress> posixAddress(String text) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static List<String> elements(String list) {
        return new ArrayList<>(Arrays.asList(list.split(",", -1)));
    }
}
