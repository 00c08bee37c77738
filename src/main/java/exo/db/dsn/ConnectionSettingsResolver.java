package exo.db.dsn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Completes a connection string as libpq would: with the {@code PG*} variables, the password file, the certificates in
 * the home directory and the built-in values.
 *
 * <p>Connects to nothing. The same surroundings give the same result.
 */
public final class ConnectionSettingsResolver {
    private final Map<String, String> environment;
    private final ConnectionFiles files;
    private final LocalUser localUser;

    public ConnectionSettingsResolver(Map<String, String> environment, ConnectionFiles files, LocalUser localUser) {
        this.environment = Map.copyOf(environment);
        this.files = files;
        this.localUser = localUser;
    }

    /**
     * Resolves and judges all values.
     *
     * @throws UnusableConnectionSettings naming every value that libpq would refuse and every wish that cannot be
     *     honoured
     */
    public ResolvedConnection resolve(ConnectionString string) {
        List<ConnectionNote> notes = new ArrayList<>(string.notes());
        Map<Keyword, Parameter> parameters = EffectiveParameters.of(string, environment, localUser);
        home().map(directory -> directory.resolve(".pgpass")).ifPresent(file -> completePasswordFile(parameters, file));
        SettingReader settings = new SettingReader(parameters);
        new UnsupportedWords(settings).find();
        List<ServerList.Place> places = new ServerList(settings).places();
        TlsSettings tls = new TlsReader(settings, files, home(), notes).read();
        SessionSettings session = new SessionReader(settings, notes).read(environment);
        String user = settings.text(Keyword.USER).orElseGet(() -> missingUser(settings));
        String database = settings.text(Keyword.DBNAME).orElse(user);
        settings.refuseFindings();

        List<ServerAddress> servers = servers(places, new Login(user, database), parameters, notes);
        return new ResolvedConnection(servers, user, database, tls, session, parameters, notes);
    }

    private record Login(String user, String database) {}

    /** Puts the first server's password among the parameters, when the password file has it. */
    private List<ServerAddress> servers(
            List<ServerList.Place> places,
            Login login,
            Map<Keyword, Parameter> parameters,
            List<ConnectionNote> notes) {
        Optional<Path> file = Optional.ofNullable(parameters.get(Keyword.PASSFILE))
                .map(Parameter::value)
                .map(Path::of);
        PasswordFinder finder =
                PasswordFinder.of(Optional.ofNullable(parameters.get(Keyword.PASSWORD)), file, files, notes);
        List<ServerAddress> servers = new ArrayList<>();
        for (ServerList.Place place : places) {
            Optional<Parameter> password = finder.password(place, login.database(), login.user());
            if (servers.isEmpty()) {
                password.ifPresent(found -> parameters.put(Keyword.PASSWORD, found));
            }
            servers.add(new ServerAddress(
                    place.host(),
                    place.port(),
                    password.map(Parameter::value)
                            .filter(value -> !value.isEmpty())
                            .map(Secret::new)
                            .orElse(null)));
        }
        return servers;
    }

    private static void completePasswordFile(Map<Keyword, Parameter> parameters, Path file) {
        Parameter stated = parameters.get(Keyword.PASSFILE);
        if (stated == null || stated.value().isEmpty()) {
            parameters.put(Keyword.PASSFILE, new Parameter(Keyword.PASSFILE, file.toString(), new Source.BuiltIn()));
        }
    }

    private static String missingUser(SettingReader settings) {
        settings.invalid(
                Keyword.USER,
                "is not given, and the system does not know the user that this process runs as",
                "name the database role");
        return "";
    }

    private Optional<Path> home() {
        return Optional.ofNullable(environment.get("HOME"))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .or(() -> Optional.ofNullable(localUser.home()));
    }
}
