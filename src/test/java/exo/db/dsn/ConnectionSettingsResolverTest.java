package exo.db.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException.Detail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsResolverTest {
    private static final LocalUser OPERATOR = new LocalUser("operator", Path.of("/home/operator"));

    private final FakeConnectionFiles files = new FakeConnectionFiles();

    @Test
    void completesTheStringByVariablesAndDefaults() {
        ResolvedConnection connection = resolve(
                "host=db sslmode=disable", Map.of("PGUSER", "exo", "PGPORT", "5433", "PGSSLMODE", "verify-full"));

        assertThat(connection.servers()).containsExactly(new ServerAddress("db", 5433, null));
        assertThat(connection.parameters())
                .containsEntry(Keyword.HOST, new Parameter(Keyword.HOST, "db", new Source.ConnectionText()))
                .containsEntry(Keyword.PORT, new Parameter(Keyword.PORT, "5433", new Source.Variable("PGPORT")))
                .containsEntry(Keyword.SSLMODE, new Parameter(Keyword.SSLMODE, "disable", new Source.ConnectionText()))
                .containsEntry(Keyword.DBNAME, new Parameter(Keyword.DBNAME, "exo", new Source.BuiltIn()))
                .containsEntry(
                        Keyword.TARGET_SESSION_ATTRS,
                        new Parameter(Keyword.TARGET_SESSION_ATTRS, "any", new Source.BuiltIn()));
    }

    @Test
    void triesServersInTheirOrderEachWithItsOwnPassword() {
        files.withPasswords("/home/operator/.pgpass", "h2:2:*:*:second", "h1:1:*:*:first");

        ResolvedConnection connection = resolve("postgres://exo@h1:1,[::1]:7,h2:2/db", Map.of());

        assertThat(connection.servers())
                .containsExactly(
                        new ServerAddress("h1", 1, new Secret("first")),
                        new ServerAddress("::1", 7, null),
                        new ServerAddress("h2", 2, new Secret("second")));
        assertThat(connection.parameters().get(Keyword.PASSWORD))
                .isEqualTo(new Parameter(
                        Keyword.PASSWORD, "first", new Source.PasswordFileLine(Path.of("/home/operator/.pgpass"), 2)));
    }

    @Test
    void looksForThePasswordFileInTheDirectoryThatHomeNames() {
        files.withPasswords("/elsewhere/.pgpass", "*:*:*:*:found");

        ResolvedConnection connection = resolve("host=db", Map.of("HOME", "/elsewhere"));

        assertThat(connection.servers()).containsExactly(new ServerAddress("db", 5432, new Secret("found")));
    }

    @Test
    void notesAPasswordFileThatItDoesNotTrust() {
        files.withIgnored("/etc/pass", "others may read it");

        ResolvedConnection connection = resolve("host=db passfile=/etc/pass", Map.of());

        assertThat(connection.servers()).containsExactly(new ServerAddress("db", 5432, null));
        assertThat(connection.notes())
                .containsExactly(new ConnectionNote(
                        "dsn.password_file_ignored",
                        "the password file that passfile names is ignored: others may read it"));
    }

    @Test
    void verifiesTheServerWhenRequireMeetsARootCertificate() {
        files.with("/home/operator/.postgresql/root.crt");

        ResolvedConnection connection = resolve("host=db sslmode=require", Map.of());

        assertThat(connection.tls().mode()).isEqualTo(SslMode.VERIFY_CA);
        assertThat(connection.tls().trust())
                .isEqualTo(new TlsSettings.Trust(Path.of("/home/operator/.postgresql/root.crt"), null, null));
        assertThat(connection.notes()).extracting(ConnectionNote::id).containsExactly("dsn.require_verifies");
    }

    @Test
    void verifiesNothingWhenRequireMeetsNoRootCertificate() {
        TlsSettings tls = resolve("host=db sslmode=require", Map.of()).tls();

        assertThat(tls)
                .isEqualTo(new TlsSettings(
                        SslMode.REQUIRE,
                        ChannelBinding.PREFER,
                        null,
                        null,
                        ClientCertificateMode.ALLOW,
                        TlsSettings.ServerName.SENT,
                        List.of("TLSv1.2", "TLSv1.3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void refusesToVerifyWithoutARootCertificate(String mode) {
        UnusableConnectionSettings unusable = unusable("host=db sslmode=" + mode + " sslrootcert=/no/root.crt");

        assertThat(unusable.details())
                .containsExactly(new Detail(
                        "dsn.hopeless",
                        "sslmode (connection string) needs a root certificate, and its file does not exist",
                        "sslmode (connection string): set sslrootcert to the file that holds the certificate of the"
                                + " server's authority"));
    }

    @Test
    void sendsTheClientCertificateThatIsInTheHomeDirectory() {
        files.with("/home/operator/.postgresql/postgresql.crt").with("/home/operator/.postgresql/postgresql.key");

        TlsSettings tls = resolve("host=db sslpassword=hunter2", Map.of()).tls();

        assertThat(tls.clientCertificate())
                .isEqualTo(new TlsSettings.ClientCertificate(
                        Path.of("/home/operator/.postgresql/postgresql.crt"),
                        Path.of("/home/operator/.postgresql/postgresql.key"),
                        new Secret("hunter2")));
    }

    @Test
    void sendsNoClientCertificateWhenThatIsSwitchedOff() {
        files.with("/c.pem").with("/k.pem");

        TlsSettings tls = resolve("host=db sslcert=/c.pem sslkey=/k.pem sslcertmode=disable", Map.of())
                .tls();

        assertThat(tls.clientCertificate()).isNull();
    }

    @Test
    void refusesAClientCertificateWithoutItsKey() {
        files.with("/c.pem");

        assertThat(unusable("host=db sslmode=require sslcert=/c.pem sslkey=/k.pem")
                        .details())
                .extracting(Detail::what)
                .containsExactly("sslkey (connection string) must name the client certificate's private key, and its"
                        + " file does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl_max_protocol_version=TLSv1.1 ssl_min_protocol_version=TLSv1",
                "tcp_user_timeout=9",
                "gssencmode=require",
                "krbsrvname=other",
                "gsslib=gssapi",
                "gssdelegation=1",
                "replication=database",
                "client_encoding=LATIN1",
                "host=@abstract",
                "host='a,@b'"
            })
    void refusesWhatItCannotHonour(String setting) {
        UnusableConnectionSettings unusable = unusable("user=exo host=db " + setting);

        String word = setting.substring(0, setting.indexOf('='));
        assertThat(unusable.exitStatus()).isEqualTo(ExitStatus.USAGE);
        assertThat(unusable.id()).isEqualTo("dsn.unsupported");
        assertThat(unusable.details())
                .hasSize(1)
                .allSatisfy(detail -> assertThat(detail.what()).startsWith(word + " (connection string) "));
    }

    @ParameterizedTest
    @CsvSource({"PGGSSLIB, gssapi, gsslib", "PGGSSENCMODE, require, gssencmode"})
    void refusesWhatItCannotHonourFromAVariableToo(String variable, String value, String word) {
        UnusableConnectionSettings unusable = unusable("host=db", Map.of(variable, value), OPERATOR);

        assertThat(unusable.id()).isEqualTo("dsn.unsupported");
        assertThat(unusable.why()).startsWith(word + " (variable " + variable + ") ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gssencmode=prefer",
                "gssencmode=disable",
                "krbsrvname=postgres",
                "gssdelegation=0",
                "replication=off",
                "client_encoding=UTF-8",
                "client_encoding=auto",
                "ssl_max_protocol_version=TLSv1.3",
                "sslcrl=''",
                "requirepeer=''",
                "sslcompression=1",
                "sslsni=0",
                "tcp_user_timeout=0",
                "keepalives_idle=30",
                "require_auth=scram-sha-256"
            })
    void takesWhatAsksForNothingMoreThanItDoes(String setting) {
        assertThat(resolve("host=db " + setting, Map.of()).notes()).isEmpty();
    }

    @Test
    void tellsAllFindingsAtOnce() {
        UnusableConnectionSettings unusable =
                unusable("host=a,b port=1,2,3 sslmode=hunter2 connect_timeout=hunter2 gsslib=hunter2");

        assertThat(unusable.id()).isEqualTo("dsn.invalid");
        assertThat(unusable.details())
                .extracting(Detail::what)
                .containsExactly(
                        "gsslib (connection string) asks for GSSAPI, which is not supported",
                        "port (connection string) holds 3 port numbers for 2 hosts",
                        "sslmode (connection string) is none of disable, allow, prefer, require, verify-ca, verify-full",
                        "connect_timeout (connection string) is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://exo:pa@hunter2@db/exo",
                "postgres://exo:hunter2/x@db/exo",
                "host=db port=hunter2",
                "host='hunter2 x'"
            })
    void repeatsNoPieceOfAPasswordThatWasNotQuotedWell(String text) {
        UnusableConnectionSettings unusable = unusable(text);

        assertThat(unusable.what() + unusable.why() + unusable.next() + unusable.details())
                .doesNotContain("hunter2");
    }

    @Test
    void refusesAVariableThatTheLocaleSpoiled() {
        UnusableConnectionSettings unusable = unusable("host=db", Map.of("PGPASSWORD", "p\uFFFDss"), OPERATOR);

        assertThat(unusable.why())
                .isEqualTo("password (variable PGPASSWORD) holds a character that was lost, because the locale cannot"
                        + " express it");
    }

    @Test
    void refusesToGuessAUserThatTheSystemDoesNotKnow() {
        Properties container = new Properties();
        container.setProperty("user.name", "?");
        container.setProperty("user.home", "?");

        UnusableConnectionSettings unusable = unusable("host=db", Map.of(), LocalUser.from(container));

        assertThat(unusable.why())
                .isEqualTo("user is not given, and the system does not know the user that this process runs as");
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "1, 2", "2, 2"})
    void waitsForAConnectionAsLongAsTold(String timeout, int seconds) {
        assertThat(resolve("host=db connect_timeout=" + timeout, Map.of())
                        .session()
                        .connectTimeout())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void waitsForEverWhenTheTimeoutIsNotPositive(String timeout) {
        assertThat(resolve("host=db connect_timeout=" + timeout, Map.of())
                        .session()
                        .connectTimeout())
                .isNull();
    }

    @Test
    void readsTheSettingsOfTheSession() {
        SessionSettings session = resolve(
                        "host=db fallback_application_name=f options='-c geqo=off' target_session_attrs=read-write"
                                + " load_balance_hosts=random keepalives_idle=30 keepalives_count=-1 requirepeer=p"
                                + " require_auth=!password",
                        Map.of("PGAPPNAME", "name"))
                .session();

        assertThat(session)
                .isEqualTo(new SessionSettings(
                        "name",
                        "-c geqo=off",
                        TargetSession.READ_WRITE,
                        LoadBalance.RANDOM,
                        new SessionSettings.KeepAlive(30, 0, 0),
                        null,
                        new SessionSettings.Demands("!password", "p")));
    }

    @Test
    void keepsNothingAliveWhenThatIsSwitchedOff() {
        assertThat(resolve("host=db keepalives=0 keepalives_idle=30", Map.of())
                        .session()
                        .keepAlive())
                .isNull();
    }

    @Test
    void leavesTheApplicationNameToTheCallerWhenNoneIsGiven() {
        assertThat(resolve("host=db", Map.of()).session().applicationName()).isNull();
        assertThat(resolve("host=db application_name=''", Map.of()).session().applicationName())
                .isEmpty();
    }

    @Test
    void notesWhatHasNoEffect() {
        ResolvedConnection connection =
                resolve("host=db TimeZone=Asia/Shanghai requirepeer=postgres", Map.of("PGTZ", "CET"));

        assertThat(connection.notes())
                .extracting(ConnectionNote::text)
                .containsExactly(
                        "TimeZone has no effect: this tool always works in UTC; libpq refuses the word",
                        "requirepeer has no effect: only a Unix-domain socket tells which user is at the other end",
                        "PGTZ has no effect: this tool sets its sessions up itself, always in UTC");
    }

    @Test
    void goesToTheAddressAndVerifiesTheName() {
        ResolvedConnection connection =
                resolve("host=db,,c hostaddr=10.0.0.1,::1,127.1 port=1,2,3", Map.of("PGPASSWORD", "p"));

        assertThat(connection.servers())
                .containsExactly(
                        new ServerAddress("db", "10.0.0.1", 1, new Secret("p")),
                        new ServerAddress("", "::1", 2, new Secret("p")),
                        new ServerAddress("c", "127.0.0.1", 3, new Secret("p")));
    }

    @Test
    void looksThePasswordUpByTheNameAndNotByTheAddress() {
        files.withPasswords("/home/operator/.pgpass", "10.0.0.1:*:*:*:wrong", "db:*:*:*:right");

        assertThat(resolve("host=db hostaddr=10.0.0.1", Map.of()).servers())
                .containsExactly(new ServerAddress("db", "10.0.0.1", 5432, new Secret("right")));
    }

    @Test
    void goesToTheSocketOfThisMachineWhereNoHostIsNamed() {
        assertThat(resolve("user=exo", Map.of()).servers()).containsExactly(new ServerAddress("/tmp", 5432, null));

        files.with("/var/run/postgresql");

        assertThat(resolve("host=a,,/run/x", Map.of()).servers())
                .extracting(ServerAddress::address)
                .containsExactly("a", "/var/run/postgresql", "/run/x");
        assertThat(resolve("user=exo", Map.of()).servers()).allMatch(ServerAddress::isSocket);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sslmode=require | TLSv1.2 TLSv1.3",
                "ssl_min_protocol_version=TLSv1 | TLSv1.2 TLSv1.3",
                "ssl_min_protocol_version=tlsv1.3 | TLSv1.3",
                "ssl_max_protocol_version=TLSv1.2 | TLSv1.2"
            })
    void speaksTheVersionsOfTlsThatAreAllowed(String setting, String versions) {
        assertThat(resolve("host=db " + setting, Map.of()).tls().versions()).containsExactly(versions.split(" ", -1));
    }

    @Test
    void verifiesByTheSystemsCertificatesWhereTheSystemHasThem() {
        assertThat(unusable("host=db sslrootcert=system").id()).isEqualTo("dsn.hopeless");
        assertThat(unusable("host=db sslrootcert=system", Map.of("SSL_CERT_DIR", "/certs"), OPERATOR)
                        .details())
                .extracting(Detail::id)
                .contains("dsn.unsupported");

        files.with("/etc/ssl/cert.pem").with("/moved.pem");

        TlsSettings tls = resolve("host=db sslrootcert=system", Map.of()).tls();
        assertThat(tls.mode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(tls.trust()).isEqualTo(new TlsSettings.Trust(Path.of("/etc/ssl/cert.pem"), null, null));
        assertThat(resolve("host=db sslrootcert=system", Map.of("SSL_CERT_FILE", "/moved.pem"))
                        .tls()
                        .trust())
                .isEqualTo(new TlsSettings.Trust(Path.of("/moved.pem"), null, null));
    }

    @Test
    void looksForRevokedCertificatesWhereAListIs() {
        files.with("/r.pem").with("/home/operator/.postgresql/root.crl").with("/crl.pem");

        assertThat(trust("sslcrl=/none.pem")).isEqualTo(new TlsSettings.Trust(Path.of("/r.pem"), null, null));
        assertThat(trust("sslcrl=/crl.pem"))
                .isEqualTo(new TlsSettings.Trust(Path.of("/r.pem"), Path.of("/crl.pem"), null));
        assertThat(trust("sslcrldir=/crls"))
                .isEqualTo(new TlsSettings.Trust(Path.of("/r.pem"), null, Path.of("/crls")));
        assertThat(trust(""))
                .isEqualTo(
                        new TlsSettings.Trust(Path.of("/r.pem"), Path.of("/home/operator/.postgresql/root.crl"), null));
    }

    private TlsSettings.@Nullable Trust trust(String more) {
        return resolve("host=db sslmode=verify-ca sslrootcert=/r.pem " + more, Map.of())
                .tls()
                .trust();
    }

    @Test
    void demandsNoRootCertificateOfASocket() {
        assertThat(resolve("host=/tmp sslmode=verify-full", Map.of()).tls().trust())
                .isNull();
    }

    @Test
    void readsAServiceBetweenTheStringAndTheVariables() {
        files.withService("/home/operator/.pg_service.conf", "# ours", "[prod]", "host=db", "user=svc", "port=5433");

        ExplainedConnection connection = explain("service=prod user=exo", Map.of("PGPORT", "1", "PGDATABASE", "exo"));

        assertThat(connection.service()).isEqualTo(new Parameter(Keyword.SERVICE, "prod", new Source.ConnectionText()));
        assertThat(connection.parameters())
                .containsEntry(Keyword.USER, new Parameter(Keyword.USER, "exo", new Source.ConnectionText()))
                .containsEntry(
                        Keyword.PORT,
                        new Parameter(
                                Keyword.PORT,
                                "5433",
                                new Source.ServiceLine("prod", Path.of("/home/operator/.pg_service.conf"), 5)))
                .containsEntry(Keyword.DBNAME, new Parameter(Keyword.DBNAME, "exo", new Source.Variable("PGDATABASE")));
    }

    @Test
    void readsTheSystemsServiceFileWhereDebianHasIt() {
        files.withService("/etc/postgresql-common/pg_service.conf", "[prod]", "host=db");

        assertThat(resolve("service=prod", Map.of()).servers()).containsExactly(new ServerAddress("db", 5432, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port = 5|no blank may stand before \"=\"",
                "hunter2=5|it begins with no connection parameter of PostgreSQL 16's libpq",
                "hunter2|a line must be a word, \"=\" and its value",
                "service=hunter2|a service must not name another service"
            })
    void tellsTheLineOfAServiceFileAndRepeatsNothingOfIt(String line, String rule) {
        files.withService("/home/operator/.pg_service.conf", "[prod]", line);

        UnusableService unusable = catchThrowableOfType(UnusableService.class, () -> resolve("service=prod", Map.of()));

        assertThat(unusable.what())
                .isEqualTo("the service file /home/operator/.pg_service.conf cannot be read at line 2");
        assertThat(unusable.why()).isEqualTo(rule);
        assertThat(unusable.exitStatus()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void explainsWhatItCannotHonourAndThenRefusesIt() {
        ExplainedConnection connection = explain("host=db gsslib=gssapi replication=on sslmode=verify-full", Map.of());

        assertThat(connection.parameters()).containsKeys(Keyword.HOST, Keyword.GSSLIB);
        assertThat(connection.refusals()).extracting(Detail::id).containsExactly("dsn.unsupported", "dsn.unsupported");
        assertThat(connection.notes()).extracting(ConnectionNote::id).containsExactly("dsn.hopeless");
        assertThat(catchThrowableOfType(UnusableConnectionSettings.class, connection::refuseWhatCannotBeHonoured))
                .hasMessageContaining("cannot be used");
    }

    @Test
    void hidesSecretsFromEveryDisplay() {
        ResolvedConnection connection =
                resolve("postgres://exo:hunter2@db/exo?sslpassword=hunter2", Map.of("PGPASSWORD", "hunter2"));

        assertThat(connection.toString() + connection.servers() + connection.parameters() + connection.tls())
                .doesNotContain("hunter2");
        assertThat(connection.parameters().get(Keyword.PASSWORD)).hasToString("password=*** (connection string)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://exo:secret@db:5433/prod | postgres://exo@db:5433/prod",
                "postgres://exo:secret@db,[::1]:7/prod?sslmode=disable | postgres://exo@db:5432,[::1]:7/prod",
                "host=db user='a b' dbname='c/d' | postgres://***@db:5432/***",
                "postgres://exo:12,secret/x@db/exo | postgres://***",
                "host=db | postgres://operator@db:5432/operator"
            })
    void displaysOnlyWhatLooksLikeItself(String text, String display) {
        assertThat(Redaction.display(resolve(text, Map.of()))).isEqualTo(display);
    }

    private ResolvedConnection resolve(String text, Map<String, String> environment) {
        return new ConnectionSettingsResolver(environment, files, OPERATOR).resolve(ConnectionString.parse(text));
    }

    private ExplainedConnection explain(String text, Map<String, String> environment) {
        return new ConnectionSettingsResolver(environment, files, OPERATOR).explain(ConnectionString.parse(text));
    }

    private UnusableConnectionSettings unusable(String text) {
        return unusable(text, Map.of(), OPERATOR);
    }

    private UnusableConnectionSettings unusable(String text, Map<String, String> environment, LocalUser localUser) {
        ConnectionString string = ConnectionString.parse(text);
        ConnectionSettingsResolver resolver = new ConnectionSettingsResolver(environment, files, localUser);
        UnusableConnectionSettings unusable =
                catchThrowableOfType(UnusableConnectionSettings.class, () -> resolver.resolve(string));
        assertThat(unusable).isNotNull();
        return unusable;
    }
}
