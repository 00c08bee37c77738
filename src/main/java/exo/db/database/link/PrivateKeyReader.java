package exo.db.database.link;

import exo.db.database.link.LinkFailed.Reason;
import exo.db.dsn.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key in each of the forms that libpq takes: PKCS#8, PKCS#1 and SEC1, in PEM or DER, also encrypted.
 */
final class PrivateKeyReader {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";
    private static final Set<String> LABELS = Set.of(PKCS8, ENCRYPTED_PKCS8, PKCS1, SEC1);

    /** Also those with which a certificate can be signed and TLS be spoken. */
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    private static final byte[] VERSION_0 = {2, 1, 0};
    /** rsaEncryption of RFC 8017 with its empty parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** id-ecPublicKey of RFC 5480; the curve follows. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    /** OpenSSL's old encryption salts with the first 8 bytes of the initialisation vector. */
    private static final int OLD_SALT_BYTES = 8;

    private PrivateKeyReader() {}

    static PrivateKey read(byte[] file, @Nullable Secret password) throws IOException, GeneralSecurityException {
        List<PemFile.Block> keys = PemFile.of(new String(file, StandardCharsets.ISO_8859_1)).blocks().stream()
                .filter(block -> LABELS.contains(block.label()))
                .toList();
        if (keys.isEmpty()) {
            return fromDer(file);
        }
        PemFile.Block block = keys.getFirst();
        byte[] content = block.headers().containsKey("DEK-Info") ? decrypted(block, password) : block.content();
        return switch (block.label()) {
            case ENCRYPTED_PKCS8 -> fromEncrypted(content, password);
            case PKCS1 -> fromPkcs1(content);
            case SEC1 -> fromSec1(content);
            default -> fromPkcs8(content);
        };
    }

    /** The form does not say which it is. */
    private static PrivateKey fromDer(byte[] content) throws GeneralSecurityException {
        try {
            return fromPkcs8(content);
        } catch (InvalidKeySpecException e) {
            try {
                return fromPkcs1(content);
            } catch (InvalidKeySpecException noRsaKey) {
                return fromSec1(content);
            }
        }
    }

    private static PrivateKey fromPkcs8(byte[] content) throws GeneralSecurityException {
        InvalidKeySpecException failure = new InvalidKeySpecException("a private key of no kind that is known");
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(content));
            } catch (InvalidKeySpecException anotherKind) {
                failure.addSuppressed(anotherKind);
            }
        }
        throw failure;
    }

    private static PrivateKey fromPkcs1(byte[] content) throws GeneralSecurityException {
        return fromPkcs8(Der.element(Der.SEQUENCE, VERSION_0, RSA, Der.element(Der.OCTETS, content)));
    }

    private static PrivateKey fromSec1(byte[] content) throws GeneralSecurityException {
        byte[] curve = Der.find(Der.FIRST_OPTION, content);
        return fromPkcs8(Der.element(
                Der.SEQUENCE, VERSION_0, Der.element(Der.SEQUENCE, EC, curve), Der.element(Der.OCTETS, content)));
    }

    private static PrivateKey fromEncrypted(byte[] content, @Nullable Secret password)
            throws IOException, GeneralSecurityException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(content);
        AlgorithmParameters parameters = encrypted.getAlgParameters();
        // PBES2 tells its parts only by its parameters.
        String scheme = parameters != null && encrypted.getAlgName().equals("PBES2")
                ? parameters.toString()
                : encrypted.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(demanded(password).reveal().toCharArray());
        try {
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(scheme).generateSecret(spec), parameters);
            return fromPkcs8(encrypted.getKeySpec(cipher).getEncoded());
        } catch (InvalidKeySpecException e) {
            throw locked(e);
        } finally {
            spec.clearPassword();
        }
    }

    /** The encryption that OpenSSL wrote before PKCS#8, named in the block's header. */
    private static byte[] decrypted(PemFile.Block block, @Nullable Secret password)
            throws IOException, GeneralSecurityException {
        String[] header = block.headers().getOrDefault("DEK-Info", "").split(",", 2);
        byte[] vector = HexFormat.of().parseHex(header.length == 2 ? header[1] : "");
        String cipherName = header[0];
        boolean isAes = cipherName.matches("AES-(128|192|256)-CBC");
        if (!isAes && !cipherName.equals("DES-EDE3-CBC")) {
            throw new InvalidKeySpecException("encrypted by a method that this Java does not know");
        }
        int keyBytes = isAes ? Integer.parseInt(cipherName.substring(4, 7)) / Byte.SIZE : 24;
        byte[] secret = demanded(password).reveal().getBytes(StandardCharsets.UTF_8);
        byte[] key = stretched(secret, Arrays.copyOf(vector, OLD_SALT_BYTES), keyBytes);
        try {
            Cipher cipher = Cipher.getInstance((isAes ? "AES" : "DESede") + "/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, isAes ? "AES" : "DESede"), new IvParameterSpec(vector));
            return cipher.doFinal(block.content());
        } catch (GeneralSecurityException e) {
            throw locked(e);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    /** OpenSSL's EVP_BytesToKey with one round of MD5; weak, and not ours to choose. */
    private static byte[] stretched(byte[] secret, byte[] salt, int length) throws GeneralSecurityException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[0];
        byte[] last = new byte[0];
        while (key.length < length) {
            md5.update(last);
            md5.update(secret);
            last = md5.digest(salt);
            key = Arrays.copyOf(key, key.length + last.length);
            System.arraycopy(last, 0, key, key.length - last.length, last.length);
        }
        return Arrays.copyOf(key, length);
    }

    private static Secret demanded(@Nullable Secret password) throws LinkFailed {
        if (password == null) {
            throw new LinkFailed(Reason.KEY_LOCKED, "it is encrypted, and sslpassword is not set");
        }
        return password;
    }

    private static LinkFailed locked(Exception cause) {
        return new LinkFailed(Reason.KEY_LOCKED, "sslpassword does not open it", cause);
    }
}
