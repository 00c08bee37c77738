package exo.db.dsn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Pairs the hosts with their ports: one port for all hosts, or one for each. */
final class ServerList {
    /** A server before its password is looked up; the port as it was written, for the password file compares text. */
    record Place(String host, String portText, int port) {}

    private static final String DEFAULT_PORT = "5432";

    private final SettingReader settings;

    ServerList(SettingReader settings) {
        this.settings = settings;
    }

    /** The servers in their order; those with a finding are left out. */
    List<Place> places() {
        List<String> hosts = List.of(settings.text(Keyword.HOST).orElse("").split(",", -1));
        List<String> ports = ports(hosts.size());
        checkHosts(hosts);
        List<Place> places = new ArrayList<>();
        boolean portsAreValid = true;
        for (int index = 0; index < Math.min(hosts.size(), ports.size()); index++) {
            String portText = ports.get(index).isEmpty() ? DEFAULT_PORT : ports.get(index);
            OptionalInt port = WholeNumber.parse(portText);
            if (port.isPresent() && port.getAsInt() >= 1 && port.getAsInt() <= ServerAddress.LAST_PORT) {
                places.add(new Place(hosts.get(index), portText, port.getAsInt()));
            } else {
                portsAreValid = false;
            }
        }
        if (!portsAreValid) {
            settings.invalid(
                    Keyword.PORT,
                    "is not a number from 1 to " + ServerAddress.LAST_PORT,
                    "write digits only; in a URL a \":\", \"/\" or \"@\" inside the password must be written as %XX");
        }
        return places;
    }

    private List<String> ports(int hosts) {
        List<String> ports = List.of(settings.text(Keyword.PORT).orElse("").split(",", -1));
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

    private void checkHosts(List<String> hosts) {
        if (hosts.stream().anyMatch(host -> host.isEmpty() || host.startsWith("/") || host.startsWith("@"))) {
            settings.unsupported(
                    Keyword.HOST,
                    "asks for a Unix-domain socket (no host, or one that begins with \"/\" or \"@\")",
                    "name a host that listens on TCP, such as localhost");
        } else if (!hosts.stream().allMatch(ServerList::canBeHost)) {
            settings.invalid(
                    Keyword.HOST,
                    "holds a character that no host name has",
                    "in a URL a \"@\" or \"/\" inside the password must be written as %40 or %2F");
        }
    }

    /** Letters of any script, digits, what names and addresses are joined by, and the zone of an IPv6 address. */
    private static boolean canBeHost(String host) {
        return host.codePoints()
                .allMatch(character -> Character.isLetterOrDigit(character) || "-_.:%".indexOf(character) >= 0);
    }
}
