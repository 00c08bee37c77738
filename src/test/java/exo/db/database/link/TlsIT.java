package exo.db.database.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import exo.db.database.ConnectionFailed;
import exo.db.database.ConnectionTest;
import exo.db.database.ServerAnswer;
import exo.db.database.Session;
import exo.db.database.Waiting;
import exo.db.failure.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * TLS against a real server with real certificates. What libpq does in each case was seen with psql 15 on the same
 * settings.
 */
final class TlsIT {
    private static final List<String> NAMES = List.of("localhost", "db.test");

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static TestAuthority.Issued certificate;
    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.named("Authority", inHours(0));
        certificate = authority.issue("server", NAMES, inHours(-24), inHours(24));
        server = TlsServer.start(directory, certificate, authority);
        write("root.crt", authority.pem());
        write("other.crt", TestAuthority.named("Other", inHours(0)).pem());
        TestAuthority.Issued client = authority.issue("postgres", List.of(), inHours(-24), inHours(24));
        write("client.crt", client.pem());
        writeKey("client.key", client.keyPem());
        write("empty.crl", authority.revocations(List.of(), inHours(24)));
        write("revoked.crl", authority.revocations(List.of(certificate), inHours(24)));
        write("old.crl", authority.revocations(List.of(), inHours(-1)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host=127.0.0.1 dbname=open sslmode=disable | ''",
                "host=127.0.0.1 dbname=open sslmode=allow | ''",
                "host=127.0.0.1 dbname=open sslmode=prefer | TLSv1.3",
                "host=127.0.0.1 dbname=open sslmode=require | TLSv1.3",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt | TLSv1.3",
                "host=127.0.0.1 dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt | TLSv1.3",
                "host=localhost dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | TLSv1.3",
                "host=db.test hostaddr=127.0.0.1 dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | TLSv1.3",
                "host=localhost dbname=open sslmode=require sslrootcert=DIR/root.crt | TLSv1.3",
                "host=127.0.0.1 dbname=open sslmode=require sslsni=0 | TLSv1.3",
                "host=127.0.0.1 dbname=open ssl_max_protocol_version=TLSv1.2 | TLSv1.2",
                "host=127.0.0.1 dbname=tls sslmode=allow | TLSv1.3",
                "host=127.0.0.1 dbname=plain sslmode=prefer | ''",
                "host=127.0.0.1 dbname=open sslmode=prefer sslrootcert=DIR/other.crt | ''",
                "host=127.0.0.1 dbname=open sslcert=DIR/client.crt sslkey=DIR/none | ''",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt sslcrl=DIR/empty.crl | TLSv1.3",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt sslcrl=DIR/none | TLSv1.3",
                "host=127.0.0.1 dbname=cert sslcert=DIR/client.crt sslkey=DIR/client.key" + " | TLSv1.3 /CN=postgres",
                "host=127.0.0.1 dbname=open sslcert=DIR/client.crt sslkey=DIR/client.key sslcertmode=require"
                        + " | TLSv1.3 /CN=postgres",
                "host=127.0.0.1 dbname=open sslcert=DIR/client.crt sslkey=DIR/client.key sslcertmode=disable"
                        + " | TLSv1.3",
                "host=127.0.0.1 dbname=open require_auth=none | TLSv1.3",
                "host=127.0.0.1 dbname=open keepalives_idle=30 keepalives_interval=5 keepalives_count=3 | TLSv1.3"
            })
    void connectsAsTheSettingsSay(String dsn, String seen) throws SQLException {
        try (Session session = server.open(placed(dsn))) {
            assertThat(TlsServer.seen(session)).isEqualTo(seen);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host=127.0.0.1 dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | tls.name",
                "host=else.test hostaddr=127.0.0.1 dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | tls.name",
                "hostaddr=127.0.0.1 dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | tls.name",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/other.crt | tls.untrusted",
                "host=localhost dbname=open sslmode=verify-full sslrootcert=DIR/other.crt | tls.untrusted",
                "host=localhost dbname=open sslmode=require sslrootcert=DIR/other.crt | tls.untrusted",
                "host=localhost dbname=tls sslmode=prefer sslrootcert=DIR/other.crt | tls.untrusted",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/client.key | tls.root-unreadable",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR | tls.root-unreadable",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt sslcrl=DIR/revoked.crl"
                        + " | tls.revoked",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt sslcrl=DIR/old.crl"
                        + " | tls.revocation-unknown",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/root.crt sslcrldir=DIR/none"
                        + " | tls.revocation-unknown",
                "host=127.0.0.1 dbname=open sslmode=require sslcert=DIR/client.crt sslkey=DIR/exposed.key"
                        + " | tls.key-exposed",
                "host=127.0.0.1 dbname=open sslmode=require sslcert=DIR/client.crt sslkey=DIR/server.key"
                        + " | tls.key-mismatch",
                "host=127.0.0.1 dbname=open sslmode=require sslcert=DIR/client.crt sslkey=DIR/root.crt"
                        + " | tls.key-exposed",
                "host=127.0.0.1 dbname=open sslmode=require sslcert=DIR/client.key sslkey=DIR/client.key"
                        + " | tls.certificate-unreadable",
                "host=127.0.0.1 dbname=open sslmode=require sslcertmode=require | tls.certificate-unsent",
                "host=127.0.0.1 dbname=open sslmode=disable sslcertmode=require | tls.certificate-unasked",
                "host=127.0.0.1 dbname=optional sslmode=require sslcert=DIR/stranger.crt sslkey=DIR/stranger.key"
                        + " | tls.certificate-refused"
            })
    void saysWhyThereIsNoTls(String dsn, String id) throws Exception {
        Path exposed = writeKey("exposed.key", Files.readString(directory.resolve("client.key")));
        Files.setPosixFilePermissions(exposed, PosixFilePermissions.fromString("rw-r--r--"));
        TestAuthority.Issued stranger =
                TestAuthority.named("Nobody", inHours(0)).issue("postgres", List.of(), inHours(-24), inHours(24));
        write("stranger.crt", stranger.pem());
        writeKey("stranger.key", stranger.keyPem());

        ConnectionFailed failed = failure(placed(dsn));

        assertThat(failed.id()).as(failed.getMessage()).isEqualTo(id);
        assertThat(failed.exitStatus()).isEqualTo(ExitStatus.CONNECTION_REFUSED);
        assertThat(failed.next()).isNotEmpty();
    }

    @Test
    void tellsACertificateThatHasExpiredOrIsNotValidYet() throws Exception {
        String dsn = placed("host=localhost dbname=open sslmode=verify-full sslrootcert=DIR/root.crt");
        try {
            server.show(authority.issue("server", NAMES, inHours(-20), inHours(-1)));
            ConnectionFailed expired = failure(dsn);
            server.show(authority.issue("server", NAMES, inHours(1), inHours(24)));
            ConnectionFailed early = failure(dsn);

            assertThat(List.of(expired.id(), early.id())).containsOnly("tls.expired");
            assertThat(expired.why()).contains("CN=server is valid from ");
        } finally {
            server.show(certificate);
        }
    }

    @Test
    void trustsACertificateThatIsItsOwnRootAsLongAsItIsValid() throws Exception {
        TestAuthority self = TestAuthority.named("localhost", inHours(0));
        try {
            server.show(self.own());
            write("self.crt", self.pem());

            try (Session session =
                    server.open(placed("host=localhost dbname=open sslmode=verify-full sslrootcert=DIR/self.crt"))) {
                assertThat(TlsServer.seen(session)).isEqualTo("TLSv1.3");
            }
        } finally {
            server.show(certificate);
        }
    }

    @Test
    void tiesThePasswordToTheConnection() throws SQLException {
        String dsn = "host=127.0.0.1 dbname=mixed channel_binding=require require_auth=scram-sha-256 password="
                + server.password();

        try (Session session = server.open(dsn)) {
            assertThat(TlsServer.seen(session)).isEqualTo("TLSv1.3");
        }

        assertThat(List.of(
                        failure(dsn + " sslmode=disable").id(),
                        failure(dsn.replace("mixed", "open")).id(),
                        failure("host=127.0.0.1 dbname=open channel_binding=require")
                                .id(),
                        failure("host=127.0.0.1 dbname=open require_auth=!none").id()))
                .containsOnly("login.method");
        assertThat(failure(dsn + "wrong").id()).isEqualTo("login.refused");
    }

    @Test
    void findsTheFilesInTheHomeDirectory() throws Exception {
        Path home = Files.createDirectories(directory.resolve("owner/.postgresql"));
        Files.copy(directory.resolve("root.crt"), home.resolve("root.crt"));
        Files.copy(directory.resolve("client.crt"), home.resolve("postgresql.crt"));
        writeKey("owner/.postgresql/postgresql.key", Files.readString(directory.resolve("client.key")));
        Map<String, String> variables =
                Map.of("HOME", directory.resolve("owner").toString());

        try (Session session = server.open("host=localhost dbname=cert sslmode=verify-full", variables)) {
            assertThat(TlsServer.seen(session)).isEqualTo("TLSv1.3 /CN=postgres");
        }
        Files.writeString(home.resolve("root.crl"), authority.revocations(List.of(certificate), inHours(24)));
        ConnectionFailed revoked = catchThrowableOfType(
                ConnectionFailed.class,
                () -> server.open("host=localhost dbname=cert sslmode=verify-ca", variables)
                        .close());
        assertThat(revoked.id()).isEqualTo("tls.revoked");
    }

    @Test
    void repeatsNoSecretOfTheKey() {
        ConnectionFailed failed =
                failure(placed("host=127.0.0.1 dbname=cert sslmode=require sslcert=DIR/client.crt sslkey=DIR/server.key"
                        + " sslpassword=hunter2 password=hunter2"));

        assertThat(String.valueOf(failed.getCause())).doesNotContain("hunter2");
        assertThat(failed.what() + failed.why() + failed.next()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host=127.0.0.1 dbname=open sslmode=verify-full sslrootcert=DIR/root.crt | tls.name",
                "host=localhost dbname=open sslmode=verify-ca sslrootcert=DIR/other.crt | tls.untrusted",
                "host=localhost dbname=mixed sslmode=require password=wrong | login.refused",
                "host=x.test hostaddr=127.0.0.1 dbname=nowhere sslmode=require password=wrong | login.refused"
            })
    void showsTheCertificateAlsoWhereNoSessionComesAboutAndWaitsForNothing(String dsn, String id) {
        List<Waiting> waits = new ArrayList<>();

        ConnectionTest test = server.test(placed(dsn), waits::add);

        ServerAnswer answer = test.answers().getFirst();
        assertThat(requireNonNull(test.failure()).id()).isEqualTo(id);
        assertThat(requireNonNull(answer.certificate()).subject()).isEqualTo("CN=server");
        assertThat(answer.addresses()).contains("127.0.0.1");
        assertThat(waits).isEmpty();
    }

    @Test
    void tellsOfASocketNeitherAddressNorCertificate() {
        ServerAnswer answer = server.test("host=" + directory + " dbname=open", waiting -> {})
                .answers()
                .getFirst();

        assertThat(answer.outcome()).isInstanceOf(ServerAnswer.Outcome.Reached.class);
        assertThat(answer.addresses()).isEmpty();
        assertThat(answer.certificate()).isNull();
    }

    /** With TLS 1.3 it says so after the handshake, and may hang up before the driver has written its first word. */
    @RepeatedTest(20)
    void hearsWhyItsCertificateIsRefusedThoughTheServerHangsUpAtOnce() throws Exception {
        TestAuthority.Issued stranger =
                TestAuthority.named("Nobody", inHours(0)).issue("postgres", List.of(), inHours(-24), inHours(24));
        write("unknown.crt", stranger.pem());
        writeKey("unknown.key", stranger.keyPem());

        ConnectionFailed failed = failure(placed(
                "host=127.0.0.1 dbname=optional sslmode=require sslcert=DIR/unknown.crt sslkey=DIR/unknown.key"));

        assertThat(failed.id()).as(failed.why()).isEqualTo("tls.certificate-refused");
    }

    private static ConnectionFailed failure(String dsn) {
        ConnectionFailed failed = catchThrowableOfType(
                ConnectionFailed.class, () -> server.open(dsn).close());
        assertThat(failed).as(dsn).isNotNull();
        return failed;
    }

    private static Instant inHours(int hours) {
        return Instant.now().plus(hours, ChronoUnit.HOURS);
    }

    private static String placed(String dsn) {
        return dsn.replace("DIR", directory.toString());
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private static Path writeKey(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
