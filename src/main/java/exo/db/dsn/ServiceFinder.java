package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service that a connection string or {@code PGSERVICE} names: in the operator's own file, then in the
 * system's.
 */
final class ServiceFinder {
    /**
     * Where Debian's libpq looks; each build of libpq has a directory of its own, and {@code PGSYSCONFDIR} beats it.
     */
    private static final String SYSTEM_DIRECTORY = "/etc/postgresql-common";

    private final Map<String, String> environment;
    private final ConnectionFiles files;
    private final Optional<Path> home;

    ServiceFinder(Map<String, String> environment, ConnectionFiles files, Optional<Path> home) {
        this.environment = environment;
        this.files = files;
        this.home = home;
    }

    /**
     * What the service says; nothing when none is named.
     *
     * @throws UnusableService when it is not there or its file cannot be read
     */
    Map<Keyword, Parameter> parameters(ConnectionString string) {
        String stated = string.values().get(Keyword.SERVICE);
        if (stated != null) {
            return parameters(stated, "the connection string");
        }
        String service = environment.get("PGSERVICE");
        return service == null ? Map.of() : parameters(service, "PGSERVICE");
    }

    private Map<Keyword, Parameter> parameters(String service, String named) {
        Path own = ownFile();
        if (own != null) {
            Optional<Map<Keyword, Parameter>> found = entries(own).of(service);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Path system = Path.of(environment.getOrDefault("PGSYSCONFDIR", SYSTEM_DIRECTORY) + "/pg_service.conf");
        return Optional.of(system)
                .filter(files::exists)
                .flatMap(file -> entries(file).of(service))
                .orElseThrow(() -> UnusableService.undefined(named, own, system));
    }

    /** A file that {@code PGSERVICEFILE} names must be there; the one in the home directory need not. */
    private @Nullable Path ownFile() {
        String named = environment.get("PGSERVICEFILE");
        return named != null
                ? Path.of(named)
                : home.map(directory -> directory.resolve(".pg_service.conf"))
                        .filter(files::exists)
                        .orElse(null);
    }

    private ServiceEntries entries(Path file) {
        List<String> lines = files.serviceLines(file).orElseThrow(() -> UnusableService.unreadable(file));
        return new ServiceEntries(file, lines);
    }
}
