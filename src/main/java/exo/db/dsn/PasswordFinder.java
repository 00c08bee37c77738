package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the password of each server: the one that is stated, else the password file's entry for that very server. */
final class PasswordFinder {
    private final Optional<Parameter> stated;
    private final Optional<PasswordFileEntries> entries;

    private PasswordFinder(Optional<Parameter> stated, Optional<PasswordFileEntries> entries) {
        this.stated = stated;
        this.entries = entries;
    }

    /** An empty password hides the variable but not the password file. */
    static PasswordFinder of(
            Optional<Parameter> stated, Optional<Path> file, ConnectionFiles files, List<ConnectionNote> notes) {
        Optional<Parameter> nonEmpty =
                stated.filter(password -> !password.value().isEmpty());
        return nonEmpty.isPresent() || file.isEmpty()
                ? new PasswordFinder(nonEmpty, Optional.empty())
                : new PasswordFinder(Optional.empty(), entries(file.get(), files, notes));
    }

    /** An empty entry of the file means that there is no password, and hides the entries behind it. */
    Optional<Parameter> password(ServerList.Place place, String database, String user) {
        return stated.or(() -> entries.flatMap(
                        found -> found.password(List.of(place.host(), place.portText(), database, user))))
                .filter(password -> !password.value().isEmpty());
    }

    private static Optional<PasswordFileEntries> entries(Path file, ConnectionFiles files, List<ConnectionNote> notes) {
        // No pattern switch: linking one costs every start several milliseconds.
        PasswordFile found = files.passwordFile(file);
        if (found instanceof PasswordFile.Ignored ignored) {
            notes.add(new ConnectionNote(
                    "dsn.password_file_ignored", "the password file " + file + " is ignored: " + ignored.reason()));
        }
        return found instanceof PasswordFile.Trusted trusted
                ? Optional.of(new PasswordFileEntries(file, trusted.lines()))
                : Optional.empty();
    }
}
