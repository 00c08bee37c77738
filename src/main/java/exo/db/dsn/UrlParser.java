package exo.db.dsn;

import exo.db.dsn.MalformedConnectionString.Rule;
import java.util.List;

/**
 * Reads {@code postgres://user:password@host:port,[::1]:port/database?word=value}.
 *
 * <p>libpq's own grammar, not RFC 3986: a user is there only when an {@code @} comes before any {@code /}, {@code +}
 * and {@code #} are ordinary characters, and the pieces are cut before they are decoded.
 */
final class UrlParser {
    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

    private final String text;
    private final ParameterCollector collector;
    private int at;

    UrlParser(String text, int authority, ParameterCollector collector) {
        this.text = text;
        this.at = authority;
        this.collector = collector;
    }

    /** Where the part behind {@code postgres://} begins; 0 when the text is no URL. */
    static int authority(String text) {
        return SCHEMES.stream()
                .filter(text::startsWith)
                .mapToInt(String::length)
                .findFirst()
                .orElse(0);
    }

    void parse() {
        parseUser();
        parseServers();
        if (at < text.length() && text.charAt(at) == '/') {
            at++;
            int start = at;
            storeUnlessEmpty(Keyword.DBNAME, decoded(start, advanceTo("?")));
        }
        if (at < text.length()) {
            at++;
            parseParameters();
        }
    }

    private void parseUser() {
        int start = at;
        int end = advanceTo("@/");
        if (end == text.length() || text.charAt(end) == '/') {
            at = start;
            return;
        }
        at = start;
        int userEnd = advanceTo(":@");
        storeUnlessEmpty(Keyword.USER, decoded(start, userEnd));
        if (userEnd < end) {
            storeUnlessEmpty(Keyword.PASSWORD, decoded(userEnd + 1, end));
        }
        at = end + 1;
    }

    /** Hosts and ports are joined by commas, so that {@code h1,h2} says the port {@code ,}. */
    private void parseServers() {
        StringBuilder hosts = new StringBuilder();
        StringBuilder ports = new StringBuilder();
        parseServer(hosts, ports);
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            hosts.append(',');
            ports.append(',');
            parseServer(hosts, ports);
        }
        storeUnlessEmpty(Keyword.HOST, hosts.toString());
        storeUnlessEmpty(Keyword.PORT, ports.toString());
    }

    private void parseServer(StringBuilder hosts, StringBuilder ports) {
        if (at < text.length() && text.charAt(at) == '[') {
            hosts.append(bracketedHost());
        } else {
            int start = at;
            hosts.append(decoded(start, advanceTo(":/?,")));
        }
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
            int start = at;
            ports.append(decoded(start, advanceTo("/?,")));
        }
    }

    private String bracketedHost() {
        int opening = at;
        at++;
        int end = advanceTo("]");
        if (end == text.length()) {
            throw new MalformedConnectionString(opening + 1, Rule.UNCLOSED_BRACKET);
        }
        if (end == opening + 1) {
            throw new MalformedConnectionString(opening + 1, Rule.EMPTY_BRACKETS);
        }
        at++;
        if (at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0) {
            throw new MalformedConnectionString(at + 1, Rule.AFTER_BRACKET);
        }
        return decoded(opening + 1, end);
    }

    private void parseParameters() {
        while (at < text.length()) {
            int start = at;
            int end = advanceTo("&");
            int equals = text.indexOf('=', start);
            if (equals < 0 || equals >= end) {
                throw new MalformedConnectionString(start + 1, Rule.URL_MISSING_EQUALS);
            }
            int extra = text.indexOf('=', equals + 1);
            if (extra >= 0 && extra < end) {
                throw new MalformedConnectionString(extra + 1, Rule.EXTRA_EQUALS);
            }
            String word = decoded(start, equals);
            String value = decoded(equals + 1, end);
            storeParameter(word, value, start + 1);
            at = Math.min(end + 1, text.length());
        }
    }

    /** {@code ssl=true} is JDBC's way to say it; libpq takes exactly this one. */
    private void storeParameter(String word, String value, int position) {
        if (word.equals("ssl") && value.equals("true")) {
            collector.store(Keyword.SSLMODE, "require");
        } else {
            collector.store(word, value, position);
        }
    }

    private void storeUnlessEmpty(Keyword keyword, String value) {
        if (!value.isEmpty()) {
            collector.store(keyword, value);
        }
    }

    private String decoded(int start, int end) {
        return PercentDecoder.decode(text.substring(start, end), start + 1);
    }

    /** Moves to the next of these characters or to the end, and tells where that is. */
    private int advanceTo(String stops) {
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
