package exo.db.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** PostgreSQL's own client programs, of whatever version this machine has. */
public final class ClientPrograms {
    /** Where Debian's packages put them, by version; what is on the path there is a script that picks one. */
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private ClientPrograms() {}

    /**
     * The directory of the newest ones.
     *
     * @throws AssertionError when there is none: what they would have shown is not to pass unseen
     */
    public static Path directory() throws IOException {
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("pg_dump")))
                        .max(Comparator.comparing(Path::toString))
                        .orElseThrow(ClientPrograms::missing);
            }
        }
        throw missing();
    }

    private static AssertionError missing() {
        return new AssertionError("no pg_dump in " + DEBIAN + "/*/bin: install the package postgresql-client");
    }
}
