package exo.db.dsn;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Files that are only in memory. */
final class FakeConnectionFiles implements ConnectionFiles {
    private final Set<Path> existing = new HashSet<>();
    private final Map<Path, List<String>> serviceFiles = new HashMap<>();
    private final Map<Path, PasswordFile> passwordFiles = new HashMap<>();

    FakeConnectionFiles with(String file) {
        existing.add(Path.of(file));
        return this;
    }

    FakeConnectionFiles withPasswords(String file, String... lines) {
        passwordFiles.put(Path.of(file), new PasswordFile.Trusted(List.of(lines)));
        return this;
    }

    FakeConnectionFiles withIgnored(String file, String reason) {
        passwordFiles.put(Path.of(file), new PasswordFile.Ignored(reason));
        return this;
    }

    @Override
    public boolean exists(Path file) {
        return existing.contains(file);
    }

    FakeConnectionFiles withService(String file, String... lines) {
        existing.add(Path.of(file));
        serviceFiles.put(Path.of(file), List.of(lines));
        return this;
    }

    @Override
    public Optional<List<String>> serviceLines(Path file) {
        return Optional.ofNullable(serviceFiles.get(file));
    }

    @Override
    public PasswordFile passwordFile(Path file) {
        return passwordFiles.getOrDefault(file, new PasswordFile.Absent());
    }
}
