package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides about TLS as libpq does, which lets files that lie in the home directory decide too. */
final class TlsReader {
    /** Those that are not spoken here, in ascending order. */
    static final List<String> OLD_VERSIONS = List.of("tlsv1", "tlsv1.1");

    private static final List<String> SPOKEN_VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    /** All of libpq's, in ascending order. */
    private static final List<String> VERSIONS = List.of("tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3");

    /** Where the systems keep what they trust: Debian and Alpine, Red Hat, SUSE, and OpenSSL's own place. */
    private static final List<String> SYSTEM_CERTIFICATES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private final SettingReader settings;
    private final ConnectionFiles files;
    private final Optional<Path> home;
    private final List<ConnectionNote> notes;

    TlsReader(SettingReader settings, ConnectionFiles files, Optional<Path> home, List<ConnectionNote> notes) {
        this.settings = settings;
        this.files = files;
        this.home = home.map(directory -> directory.resolve(".postgresql"));
        this.notes = notes;
    }

    TlsSettings read(Map<String, String> environment, List<ServerList.Place> places) {
        SslMode mode = settings.choice(Keyword.SSLMODE, SslMode.values(), SslMode.PREFER);
        ChannelBinding binding =
                settings.choice(Keyword.CHANNEL_BINDING, ChannelBinding.values(), ChannelBinding.PREFER);
        List<String> versions = versions();
        ClientCertificateMode certificateMode =
                settings.choice(Keyword.SSLCERTMODE, ClientCertificateMode.values(), ClientCertificateMode.ALLOW);
        TlsSettings.ServerName serverName = settings.text(Keyword.SSLSNI)
                        .filter(value -> value.startsWith("1"))
                        .isPresent()
                ? TlsSettings.ServerName.SENT
                : TlsSettings.ServerName.WITHHELD;
        if (mode == SslMode.DISABLE && !wantsSystem()) {
            return new TlsSettings(mode, binding, null, null, certificateMode, serverName, versions);
        }
        Path root = wantsSystem()
                ? systemCertificates(environment)
                : file(Keyword.SSLROOTCERT, "root.crt").filter(files::exists).orElse(null);
        SslMode effective = effective(mode, root);
        TlsSettings.ClientCertificate client =
                certificateMode == ClientCertificateMode.DISABLE ? null : clientCertificate();
        if (places.stream().noneMatch(ServerList.Place::isSocket)) {
            refuseWithoutFiles(effective, root, client);
        }
        return new TlsSettings(effective, binding, trust(root), client, certificateMode, serverName, versions);
    }

    /** The file name that stands for the certificates that the system trusts. */
    static boolean isSystem(String rootCertificate) {
        return rootCertificate.equals("system");
    }

    private boolean wantsSystem() {
        return settings.text(Keyword.SSLROOTCERT).filter(TlsReader::isSystem).isPresent();
    }

    /** OpenSSL's own variables move the place. */
    private @Nullable Path systemCertificates(Map<String, String> environment) {
        if (!environment.getOrDefault("SSL_CERT_DIR", "").isEmpty()) {
            settings.unsupported(
                    Keyword.SSLROOTCERT,
                    "asks for the system's certificates, which SSL_CERT_DIR moves to a directory",
                    "name one file that holds them by SSL_CERT_FILE, and unset SSL_CERT_DIR");
        }
        String moved = environment.getOrDefault("SSL_CERT_FILE", "");
        return (moved.isEmpty() ? SYSTEM_CERTIFICATES : List.of(moved))
                .stream().map(Path::of).filter(files::exists).findFirst().orElse(null);
    }

    /** A revocation list that is not there is not asked, also when it was named. */
    private TlsSettings.@Nullable Trust trust(@Nullable Path root) {
        if (root == null) {
            return null;
        }
        Path directory = settings.path(Keyword.SSLCRLDIR).orElse(null);
        Optional<Path> revoked = directory == null ? file(Keyword.SSLCRL, "root.crl") : settings.path(Keyword.SSLCRL);
        return new TlsSettings.Trust(root, revoked.filter(files::exists).orElse(null), directory);
    }

    private SslMode effective(SslMode mode, @Nullable Path root) {
        if (wantsSystem()) {
            if (mode != SslMode.VERIFY_FULL) {
                settings.invalid(
                        Keyword.SSLMODE,
                        "is weaker than verify-full, which sslrootcert=system demands",
                        "set sslmode=verify-full or leave it out");
            }
            return mode;
        }
        if (mode == SslMode.REQUIRE && root != null) {
            notes.add(new ConnectionNote(
                    "dsn.require_verifies",
                    "sslmode=require verifies the server's certificate, because " + root + " exists"));
            return SslMode.VERIFY_CA;
        }
        return mode;
    }

    /** Told before anything is tried. Where libpq may do without TLS, it does without these files as well. */
    private void refuseWithoutFiles(SslMode mode, @Nullable Path root, TlsSettings.@Nullable ClientCertificate client) {
        if (mode.needsRootCertificate() && root == null) {
            settings.hopeless(
                    Keyword.SSLMODE,
                    "needs a root certificate, and its file does not exist",
                    "set sslrootcert to the file that holds the certificate of the server's authority");
        }
        if (mode.compareTo(SslMode.REQUIRE) >= 0
                && client != null
                && (client.key() == null || !files.exists(client.key()))) {
            settings.hopeless(
                    Keyword.SSLKEY,
                    "must name the client certificate's private key, and its file does not exist",
                    "name the key's file, or set sslcertmode=disable to send no certificate");
        }
    }

    /** A certificate that is not there is not sent. */
    private TlsSettings.@Nullable ClientCertificate clientCertificate() {
        Path certificate =
                file(Keyword.SSLCERT, "postgresql.crt").filter(files::exists).orElse(null);
        if (certificate == null) {
            return null;
        }
        Secret keyPassword =
                settings.nonEmpty(Keyword.SSLPASSWORD).map(Secret::new).orElse(null);
        return new TlsSettings.ClientCertificate(
                certificate, file(Keyword.SSLKEY, "postgresql.key").orElse(null), keyPassword);
    }

    private Optional<Path> file(Keyword keyword, String nameInHome) {
        return settings.path(keyword).or(() -> home.map(directory -> directory.resolve(nameInHome)));
    }

    /** Those that are spoken here and that the settings allow. */
    private List<String> versions() {
        Optional<Integer> least = version(Keyword.SSL_MIN_PROTOCOL_VERSION);
        Optional<Integer> most = version(Keyword.SSL_MAX_PROTOCOL_VERSION);
        if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
            settings.invalid(
                    Keyword.SSL_MAX_PROTOCOL_VERSION,
                    "is lower than ssl_min_protocol_version",
                    "raise the one or lower the other");
        }
        return SPOKEN_VERSIONS.stream()
                .filter(version -> {
                    int rank = VERSIONS.indexOf(version.toLowerCase(Locale.ROOT));
                    return rank >= least.orElse(0) && rank <= most.orElse(rank);
                })
                .toList();
    }

    private Optional<Integer> version(Keyword keyword) {
        Optional<String> value = settings.nonEmpty(keyword);
        Optional<Integer> rank = value.map(version -> VERSIONS.indexOf(version.toLowerCase(Locale.ROOT)))
                .filter(index -> index >= 0);
        if (value.isPresent() && rank.isEmpty()) {
            settings.invalid(keyword, "is no TLS version", "write TLSv1.2 or TLSv1.3");
        }
        return rank;
    }
}
