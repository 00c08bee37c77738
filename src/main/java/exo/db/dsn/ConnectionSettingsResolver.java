package exo.db.dsn;

import exo.db.failure.ExoException.Detail;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes a connection string as libpq would: with the service file, the {@code PG*} variables, the password file,
 * the certificates in the home directory and the built-in values.
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
     * @throws UnusableService when the service that is named cannot be read
     */
    public ResolvedConnection resolve(ConnectionString string) {
        Judged judged = judge(string);
        List<Detail> findings = judged.settings().findings();
        if (!findings.isEmpty()) {
            throw new UnusableConnectionSettings(findings);
        }
        return judged.connection();
    }

    /**
     * Says what libpq would connect with, also where this tool would not.
     *
     * @throws UnusableConnectionSettings naming every value that libpq would refuse
     * @throws UnusableService when the service that is named cannot be read
     */
    public ExplainedConnection explain(ConnectionString string) {
        Judged judged = judge(string);
        List<Detail> findings = judged.settings().findings();
        if (findings.stream().anyMatch(finding -> finding.id().equals(UnusableConnectionSettings.INVALID))) {
            throw new UnusableConnectionSettings(findings);
        }
        List<ConnectionNote> notes = new ArrayList<>(judged.notes());
        List<Detail> hopeless = of(UnusableConnectionSettings.HOPELESS, findings);
        hopeless.forEach(
                finding -> notes.add(new ConnectionNote(finding.id(), finding.what() + ", so that connecting fails")));
        Map<Keyword, Parameter> parameters = new EnumMap<>(judged.parameters());
        Parameter service = parameters.remove(Keyword.SERVICE);
        return new ExplainedConnection(
                service,
                parameters,
                notes,
                of(UnusableConnectionSettings.UNSUPPORTED, findings),
                hopeless,
                findings.isEmpty() ? judged.connection() : null);
    }

    private static List<Detail> of(String id, List<Detail> findings) {
        return findings.stream().filter(finding -> finding.id().equals(id)).toList();
    }

    private record Login(String user, String database) {}

    private record Judged(
            SettingReader settings,
            Map<Keyword, Parameter> parameters,
            List<ServerAddress> servers,
            Login login,
            TlsSettings tls,
            SessionSettings session,
            List<ConnectionNote> notes) {
        ResolvedConnection connection() {
            return new ResolvedConnection(servers, login.user(), login.database(), tls, session, parameters, notes);
        }
    }

    private Judged judge(ConnectionString string) {
        List<ConnectionNote> notes = new ArrayList<>(string.notes());
        Map<Keyword, Parameter> service = new ServiceFinder(environment, files, home()).parameters(string);
        Map<Keyword, Parameter> parameters = EffectiveParameters.of(string, service, environment, localUser);
        completePasswordFile(parameters);
        SettingReader settings = new SettingReader(parameters);
        refuseLostCharacters(parameters, settings);
        UnsupportedWishes.find(settings);
        List<ServerList.Place> places = new ServerList(settings).places();
        TlsSettings tls = new TlsReader(settings, files, home(), notes).read(environment, places);
        SessionSettings session = new SessionReader(settings, notes).read(environment, places);
        AuthenticationRules.check(settings);
        String user = settings.text(Keyword.USER).orElseGet(() -> missingUser(settings));
        Login login = new Login(user, settings.text(Keyword.DBNAME).orElse(user));
        PasswordFinder finder = new PasswordFinder(settings, files, notes);
        return new Judged(settings, parameters, servers(places, login, finder, parameters), login, tls, session, notes);
    }

    /** Puts the first server's password among the parameters, when the password file has it. */
    private List<ServerAddress> servers(
            List<ServerList.Place> places, Login login, PasswordFinder finder, Map<Keyword, Parameter> parameters) {
        List<ServerAddress> servers = new ArrayList<>();
        for (ServerList.Place place : places) {
            Optional<Parameter> password = finder.password(place, login.database(), login.user());
            if (servers.isEmpty()) {
                password.ifPresent(found -> parameters.put(Keyword.PASSWORD, found));
            }
            Secret secret = password.map(Parameter::value).map(Secret::new).orElse(null);
            servers.add(server(place, secret));
        }
        return servers;
    }

    private ServerAddress server(ServerList.Place place, @Nullable Secret password) {
        if (!place.address().isEmpty()) {
            String address = ServerList.posixAddress(place.address())
                    .map(InetAddress::getHostAddress)
                    .orElse(place.address());
            return new ServerAddress(place.host(), address, place.port(), password);
        }
        return new ServerAddress(place.host().isEmpty() ? sockets() : place.host(), place.port(), password);
    }

    /** Where the libpq of this machine looks: never at a place that it would not trust. */
    private String sockets() {
        return (files.exists(ServerList.USUAL_SOCKETS) ? ServerList.USUAL_SOCKETS : ServerList.OTHER_SOCKETS)
                .toString();
    }

    /** A password with a lost character would be refused by the server, and nobody would see why. */
    private static void refuseLostCharacters(Map<Keyword, Parameter> parameters, SettingReader settings) {
        parameters.values().stream()
                .filter(parameter -> ConnectionString.lostCharacter(parameter.value()) >= 0)
                .forEach(parameter -> settings.invalid(
                        parameter.keyword(),
                        "holds a character that was lost, because the locale cannot express it",
                        "set LC_ALL=C.UTF-8"));
    }

    /** libpq looks for its password file only when no password is stated, and so names it only then. */
    private void completePasswordFile(Map<Keyword, Parameter> parameters) {
        if (isEmpty(parameters.get(Keyword.PASSFILE)) && isEmpty(parameters.get(Keyword.PASSWORD))) {
            home().map(directory -> directory.resolve(".pgpass").toString())
                    .map(file -> new Parameter(Keyword.PASSFILE, file, new Source.BuiltIn()))
                    .ifPresent(file -> parameters.put(Keyword.PASSFILE, file));
        }
    }

    private static boolean isEmpty(@Nullable Parameter parameter) {
        return parameter == null || parameter.value().isEmpty();
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
