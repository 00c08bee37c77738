package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides about TLS as libpq does, which lets files that lie in the home directory decide too. */
final class TlsReader {
    /** In ascending order. */
    private static final List<String> PROTOCOL_VERSIONS = List.of("tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3");

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

    TlsSettings read() {
        SslMode mode = settings.choice(Keyword.SSLMODE, SslMode.values(), SslMode.PREFER);
        ChannelBinding binding =
                settings.choice(Keyword.CHANNEL_BINDING, ChannelBinding.values(), ChannelBinding.PREFER);
        checkProtocolVersions();
        ClientCertificateMode certificateMode =
                settings.choice(Keyword.SSLCERTMODE, ClientCertificateMode.values(), ClientCertificateMode.ALLOW);
        if (mode == SslMode.DISABLE
                && !settings.text(Keyword.SSLROOTCERT)
                        .filter(TlsReader::isSystem)
                        .isPresent()) {
            return new TlsSettings(mode, binding, null, null);
        }
        Path root = file(Keyword.SSLROOTCERT, "root.crt").filter(files::exists).orElse(null);
        TlsSettings.ClientCertificate client =
                certificateMode == ClientCertificateMode.DISABLE ? null : clientCertificate();
        return new TlsSettings(effective(mode, root), binding, root, client);
    }

    /** The file name that stands for the certificates that the system trusts. */
    static boolean isSystem(String rootCertificate) {
        return rootCertificate.equals("system");
    }

    private SslMode effective(SslMode mode, @Nullable Path root) {
        if (settings.text(Keyword.SSLROOTCERT).filter(TlsReader::isSystem).isPresent()) {
            if (mode != SslMode.VERIFY_FULL) {
                settings.invalid(
                        Keyword.SSLMODE,
                        "is weaker than verify-full, which sslrootcert=system demands",
                        "set sslmode=verify-full or leave it out");
            }
            return mode;
        }
        if (mode.needsRootCertificate() && root == null) {
            settings.hopeless(
                    Keyword.SSLMODE,
                    "needs a root certificate, and its file does not exist",
                    "set sslrootcert to the file that holds the certificate of the server's authority");
        }
        if (mode == SslMode.REQUIRE && root != null) {
            notes.add(new ConnectionNote(
                    "dsn.require_verifies",
                    "sslmode=require verifies the server's certificate, because " + root + " exists"));
            return SslMode.VERIFY_CA;
        }
        return mode;
    }

    /** A certificate that is not there is not sent, but one without its key is refused. */
    private TlsSettings.@Nullable ClientCertificate clientCertificate() {
        Path certificate =
                file(Keyword.SSLCERT, "postgresql.crt").filter(files::exists).orElse(null);
        if (certificate == null) {
            return null;
        }
        Path key = file(Keyword.SSLKEY, "postgresql.key").filter(files::exists).orElse(null);
        if (key == null) {
            settings.hopeless(
                    Keyword.SSLKEY,
                    "must name the client certificate's private key, and its file does not exist",
                    "name the key's file, or set sslcertmode=disable to send no certificate");
            return null;
        }
        Secret keyPassword =
                settings.nonEmpty(Keyword.SSLPASSWORD).map(Secret::new).orElse(null);
        return new TlsSettings.ClientCertificate(certificate, key, keyPassword);
    }

    private Optional<Path> file(Keyword keyword, String nameInHome) {
        return settings.path(keyword).or(() -> home.map(directory -> directory.resolve(nameInHome)));
    }

    private void checkProtocolVersions() {
        Optional<Integer> least = protocolVersion(Keyword.SSL_MIN_PROTOCOL_VERSION);
        Optional<Integer> most = protocolVersion(Keyword.SSL_MAX_PROTOCOL_VERSION);
        if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
            settings.invalid(
                    Keyword.SSL_MAX_PROTOCOL_VERSION,
                    "is lower than ssl_min_protocol_version",
                    "raise the one or lower the other");
        }
    }

    private Optional<Integer> protocolVersion(Keyword keyword) {
        Optional<String> value = settings.nonEmpty(keyword);
        Optional<Integer> rank = value.map(version -> PROTOCOL_VERSIONS.indexOf(version.toLowerCase(Locale.ROOT)))
                .filter(index -> index >= 0);
        if (value.isPresent() && rank.isEmpty()) {
            settings.invalid(keyword, "is no TLS version", "write TLSv1.2 or TLSv1.3");
        }
        return rank;
    }
}
