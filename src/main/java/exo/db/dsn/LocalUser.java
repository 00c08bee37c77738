package exo.db.dsn;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system knows of the user that runs this process.
 *
 * @param name null when the process runs under a number without an entry, as containers do
 * @param home where the password file and the certificates are when {@code HOME} is not set
 */
public record LocalUser(@Nullable String name, @Nullable Path home) {
    /** Reads the Java system properties, which say {@code ?} for what is not known. */
    public static LocalUser from(Properties system) {
        return new LocalUser(
                known(system, "user.name").orElse(null),
                known(system, "user.home").map(Path::of).orElse(null));
    }

    private static Optional<String> known(Properties system, String property) {
        return Optional.ofNullable(system.getProperty(property))
                .filter(value -> !value.isEmpty() && !value.equals("?"));
    }
}
