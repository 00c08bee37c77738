package exo.db.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException.Detail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
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
        assertThat(connection.tls().rootCertificate()).isEqualTo(Path.of("/home/operator/.postgresql/root.crt"));
        assertThat(connection.notes()).extracting(ConnectionNote::id).containsExactly("dsn.require_verifies");
    }

    @Test
    void verifiesNothingWhenRequireMeetsNoRootCertificate() {
        TlsSettings tls = resolve("host=db sslmode=require", Map.of()).tls();

        assertThat(tls).isEqualTo(new TlsSettings(SslMode.REQUIRE, ChannelBinding.PREFER, null, null));
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

        assertThat(unusable("host=db sslcert=/c.pem sslkey=/k.pem").details())
                .extracting(Detail::what)
                .containsExactly("sslkey (connection string) must name the client certificate's private key, and its"
                        + " file does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostaddr=127.0.0.1",
                "sslcrl=/crl.pem",
                "sslcrldir=/crl",
                "sslrootcert=system",
                "sslcertmode=require",
                "ssl_min_protocol_version=TLSv1.3",
                "ssl_max_protocol_version=TLSv1.2",
                "requirepeer=postgres",
                "require_auth=scram-sha-256",
                "gssencmode=require",
                "krbsrvname=other",
                "gsslib=gssapi",
                "gssdelegation=1",
                "replication=database",
                "client_encoding=LATIN1",
                "host=/var/run/postgresql",
                "host=@abstract",
                "host=",
                "host='a,,b'"
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
    @CsvSource({
        "PGHOSTADDR, 127.0.0.1, hostaddr",
        "PGSSLCRL, /crl.pem, sslcrl",
        "PGSSLCRLDIR, /crl, sslcrldir",
        "PGSSLROOTCERT, system, sslrootcert",
        "PGREQUIREPEER, postgres, requirepeer",
        "PGREQUIREAUTH, scram-sha-256, require_auth",
        "PGGSSENCMODE, require, gssencmode"
    })
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
                "sslcompression=1"
            })
    void takesWhatAsksForNothingMoreThanItDoes(String setting) {
        assertThat(resolve("host=db " + setting, Map.of()).notes()).isEmpty();
    }

    @Test
    void tellsAllFindingsAtOnce() {
        UnusableConnectionSettings unusable =
                unusable("host=a,b port=1,2,3 sslmode=hunter2 connect_timeout=hunter2 sslcrl=hunter2");

        assertThat(unusable.id()).isEqualTo("dsn.invalid");
        assertThat(unusable.details())
                .extracting(Detail::what)
                .containsExactly(
                        "sslcrl (connection string) cannot be checked, and to skip it would trust revoked certificates",
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
                                + " load_balance_hosts=random keepalives=0",
                        Map.of("PGAPPNAME", "name"))
                .session();

        assertThat(session)
                .isEqualTo(new SessionSettings(
                        "name",
                        "-c geqo=off",
                        TargetSession.READ_WRITE,
                        LoadBalance.RANDOM,
                        SessionSettings.KeepAlive.OFF,
                        null));
    }

    @Test
    void leavesTheApplicationNameToTheCallerWhenNoneIsGiven() {
        assertThat(resolve("host=db", Map.of()).session().applicationName()).isNull();
        assertThat(resolve("host=db application_name=''", Map.of()).session().applicationName())
                .isEmpty();
    }

    @Test
    void notesWhatHasNoEffect() {
        ResolvedConnection connection = resolve(
                "host=db TimeZone=Asia/Shanghai keepalives_idle=30 keepalives_count=0 tcp_user_timeout=9 sslsni=0",
                Map.of("PGTZ", "CET"));

        assertThat(connection.notes())
                .extracting(ConnectionNote::text)
                .containsExactly(
                        "TimeZone has no effect: this tool always works in UTC; libpq refuses the word",
                        "keepalives_idle has no effect: the operating system's own setting applies",
                        "tcp_user_timeout has no effect: the operating system's own setting applies",
                        "sslsni=0 has no effect: the server's name is always sent with TLS",
                        "PGTZ has no effect: this tool sets its sessions up itself, always in UTC");
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
        ExplainedConnection connection = explain("host=/run sslcrl=/crl.pem sslmode=verify-full", Map.of());

        assertThat(connection.parameters()).containsKeys(Keyword.HOST, Keyword.SSLCRL);
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
