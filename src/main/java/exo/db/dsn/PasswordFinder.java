package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the password of each server: the one that is stated, else the password file's entry for that very server. */
final class PasswordFinder {
    private static final String LOCALHOST = "localhost";

    private final Optional<Parameter> stated;
    private final Optional<PasswordFileEntries> entries;

    /** An empty password hides the variable but not the password file. */
    PasswordFinder(SettingReader settings, ConnectionFiles files, List<ConnectionNote> notes) {
        stated = settings.parameter(Keyword.PASSWORD)
                .filter(password -> !password.value().isEmpty());
        entries = stated.isPresent()
                ? Optional.empty()
                : settings.path(Keyword.PASSFILE).flatMap(file -> entries(file, settings, files, notes));
    }

    /** An empty entry of the file means that there is no password, and hides the entries behind it. */
    Optional<Parameter> password(ServerList.Place place, String database, String user) {
        List<Set<String>> fields = List.of(names(place), Set.of(place.portText()), Set.of(database), Set.of(user));
        return stated.or(() -> entries.flatMap(found -> found.password(fields)))
                .filter(password -> !password.value().isEmpty());
    }

    /** What a password file may call the server. */
    private static Set<String> names(ServerList.Place place) {
        String name = place.host().isEmpty() ? place.address() : place.host();
        if (name.isEmpty() || name.equals(ServerList.USUAL_SOCKETS.toString())) {
            return Set.of(LOCALHOST);
        }
        return name.equals(ServerList.OTHER_SOCKETS.toString()) ? Set.of(LOCALHOST, name) : Set.of(name);
    }

    private static Optional<PasswordFileEntries> entries(
            Path file, SettingReader settings, ConnectionFiles files, List<ConnectionNote> notes) {
        // No pattern switch: linking one costs every start several milliseconds.
        PasswordFile found = files.passwordFile(file);
        if (found instanceof PasswordFile.Ignored ignored) {
            // A path out of the connection string is not repeated: it may be a piece of a password.
            boolean isStated = settings.parameter(Keyword.PASSFILE)
                    .filter(parameter -> parameter.source() instanceof Source.ConnectionText)
                    .isPresent();
            notes.add(new ConnectionNote(
                    "dsn.password_file_ignored",
                    "the password file " + (isStated ? "that passfile names" : file) + " is ignored: "
                            + ignored.reason()));
        }
        return found instanceof PasswordFile.Trusted trusted
                ? Optional.of(new PasswordFileEntries(file, trusted.lines()))
                : Optional.empty();
    }
}
