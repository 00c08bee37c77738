package exo.db.database.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where an embedded server lives and how it is set.
 *
 * @param directory holds data, password and trial key; made when it is missing, and nothing else may be in it
 * @param binariesCache where the server's programs are unpacked once for all directories
 * @param settings server settings beyond the defaults, by name; they take effect when the server is started, not when a
 *     running one is shared
 */
public record EmbeddedLocation(Path directory, Path binariesCache, Map<String, String> settings) {
    /** What passes through the shell that starts the server without being quoted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/-]*");

    public EmbeddedLocation {
        settings = Map.copyOf(settings);
        settings.forEach((name, value) -> {
            if (!PLAIN.matcher(name + value).matches()) {
                throw new IllegalArgumentException("setting " + name + " needs quoting");
            }
        });
    }

    /** With the server's own defaults: durable in every respect. */
    public EmbeddedLocation(Path directory, Path binariesCache) {
        this(directory, binariesCache, Map.of());
    }
}
