package exo.db.testing;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that a connection needs. */
record ServerAddress(String host, int port, String user, String password, String database) {
    private static final String DEFAULT_PORT = "5432";
    private static final Pattern SETTING = Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:'([^']*)'|(\\S*))\\s*");

    /** Reads the plain part of libpq's two forms, all that a test server needs. */
    static ServerAddress parse(String dsn) {
        Map<String, String> settings = dsn.matches("postgres(ql)?://.*") ? fromUrl(URI.create(dsn)) : fromKeywords(dsn);
        return new ServerAddress(
                required(settings, "host"),
                Integer.parseInt(settings.getOrDefault("port", DEFAULT_PORT)),
                required(settings, "user"),
                settings.getOrDefault("password", ""),
                required(settings, "dbname"));
    }

    private static String required(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("EXO_TEST_DSN lacks " + name);
        }
        return value;
    }

    private static Map<String, String> fromUrl(URI url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("host", url.getHost());
        if (url.getPort() > 0) {
            settings.put("port", String.valueOf(url.getPort()));
        }
        String[] account = url.getUserInfo().split(":", 2);
        settings.put("user", account[0]);
        settings.put("password", account.length > 1 ? account[1] : "");
        settings.put("dbname", url.getPath().substring(1));
        return settings;
    }

    private static Map<String, String> fromKeywords(String dsn) {
        Map<String, String> settings = new HashMap<>();
        Matcher matcher = SETTING.matcher(dsn);
        while (matcher.lookingAt()) {
            settings.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            matcher.region(matcher.end(), dsn.length());
        }
        return settings;
    }

    ServerAddress inDatabase(String name) {
        return new ServerAddress(host, port, user, password, name);
    }

    ServerAddress at(String otherHost, int otherPort) {
        return new ServerAddress(otherHost, otherPort, user, password, database);
    }

    ServerAddress as(String role, String rolePassword) {
        return new ServerAddress(host, port, role, rolePassword, database);
    }

    String url() {
        return "postgres://" + encoded(user) + ":" + encoded(password) + "@" + host + ":" + port + "/"
                + encoded(database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
