package exo.db.database.link;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * An authority that issues certificates and revokes them; Java can make neither without a program of its own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280</a>
 */
final class TestAuthority {
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int UTF8 = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = hex("0603550403");
    private static final byte[] ALTERNATIVE_NAMES = hex("0603551d11");
    private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String name;
    private final KeyPair keys;
    private final Instant now;
    private final Issued own;
    private int serial = 1;

    private TestAuthority(String name, KeyPair keys, Instant now, byte[] extensions) throws GeneralSecurityException {
        this.name = name;
        this.keys = keys;
        this.now = now;
        this.own = new Issued(
                signed(body(
                        name,
                        keys.getPublic(),
                        now.minus(2, ChronoUnit.DAYS),
                        now.plus(2, ChronoUnit.DAYS),
                        extensions)),
                keys);
    }

    /** A certificate and the key to it. */
    record Issued(String certificate, KeyPair keys) {
        /** The certificate in PEM. */
        String pem() {
            return TestAuthority.pem("CERTIFICATE", Base64.getDecoder().decode(certificate));
        }

        /** The key in PEM, as PKCS#8. */
        String keyPem() {
            return TestAuthority.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        X509Certificate x509() throws GeneralSecurityException {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(certificate)));
        }
    }

    /** An authority that has signed itself. */
    static TestAuthority named(String name, Instant now) throws GeneralSecurityException {
        return new TestAuthority(name, newKeys(), now, IS_AUTHORITY);
    }

    /** Its own certificate with its key. */
    Issued own() {
        return own;
    }

    /** Its own certificate in PEM. */
    String pem() {
        return own.pem();
    }

    /** A certificate for names and addresses, of which the first may be in its subject only. */
    Issued issue(String commonName, List<String> alternatives, Instant from, Instant until)
            throws GeneralSecurityException {
        KeyPair subject = newKeys();
        byte[][] names = alternatives.stream().map(TestAuthority::alternative).toArray(byte[][]::new);
        byte[] extensions = names.length == 0
                ? new byte[0]
                : Der.element(
                        Der.SEQUENCE, ALTERNATIVE_NAMES, Der.element(Der.OCTETS, Der.element(Der.SEQUENCE, names)));
        return new Issued(signed(body(commonName, subject.getPublic(), from, until, extensions)), subject);
    }

    /** A list in PEM of what this authority has revoked. */
    String revocations(List<Issued> revoked, Instant until) throws GeneralSecurityException {
        byte[][] entries = new byte[revoked.size()][];
        for (int index = 0; index < entries.length; index++) {
            byte[] number = revoked.get(index).x509().getSerialNumber().toByteArray();
            entries[index] =
                    Der.element(Der.SEQUENCE, Der.element(INTEGER, number), time(now.minus(1, ChronoUnit.HOURS)));
        }
        byte[] body = Der.element(
                Der.SEQUENCE,
                ECDSA_WITH_SHA256,
                subject(name),
                time(now.minus(1, ChronoUnit.DAYS)),
                time(until),
                entries.length == 0 ? new byte[0] : Der.element(Der.SEQUENCE, entries));
        return pem("X509 CRL", Base64.getDecoder().decode(signed(body)));
    }

    private byte[] body(String commonName, PublicKey key, Instant from, Instant until, byte[] extensions) {
        byte[] number = BigInteger.valueOf(serial++).toByteArray();
        return Der.element(
                Der.SEQUENCE,
                Der.element(VERSION, new byte[] {INTEGER, 1, 2}),
                Der.element(INTEGER, number),
                ECDSA_WITH_SHA256,
                subject(name),
                Der.element(Der.SEQUENCE, time(from), time(until)),
                subject(commonName),
                key.getEncoded(),
                extensions.length == 0 ? new byte[0] : Der.element(EXTENSIONS, Der.element(Der.SEQUENCE, extensions)));
    }

    private String signed(byte[] body) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        byte[] unusedBits = {0};
        return Base64.getEncoder()
                .encodeToString(Der.element(
                        Der.SEQUENCE, body, ECDSA_WITH_SHA256, Der.element(BITS, unusedBits, signature.sign())));
    }

    private static byte[] subject(String commonName) {
        byte[] value = Der.element(UTF8, commonName.getBytes(StandardCharsets.UTF_8));
        return Der.element(Der.SEQUENCE, Der.element(SET, Der.element(Der.SEQUENCE, COMMON_NAME, value)));
    }

    private static byte[] alternative(String name) {
        return HostName.isAddress(name)
                ? Der.element(IP_ADDRESS, InetAddress.ofLiteral(name).getAddress())
                : Der.element(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] time(Instant instant) {
        return Der.element(UTC_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
