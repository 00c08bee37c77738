package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against Project Wycheproof, whose vectors go after the mistakes that implementations of GCM have made. */
final class Aes256GcmTest {
    @ParameterizedTest
    @MethodSource("vectors")
    void doesWithEachVectorWhatWycheproofSays(Vector vector) throws GeneralSecurityException {
        byte @Nullable [] opened = open(vector);
        byte[] sealed = seal(vector);

        assertThat(opened).isEqualTo(vector.isValid() ? hex(vector.plaintext()) : null);
        assertThat(Arrays.equals(sealed, hex(vector.sealed()))).isEqualTo(vector.isValid());
    }

    @Test
    void readsAllOfTheVectors() throws IOException {
        assertThat(vectors()).hasSize(66);
        assertThat(vectors()).filteredOn(Vector::isValid).hasSize(39);
    }

    private static byte @Nullable [] open(Vector vector) throws GeneralSecurityException {
        byte[] whole = hex(vector.nonce() + vector.sealed());
        try (SecretBytes key = SecretBytes.owning(hex(vector.key()));
                Aes256Gcm gcm = new Aes256Gcm()) {
            return gcm.open(
                    key, Aes256Gcm.nonce(whole, 0), whole, Aes256Gcm.NONCE_LENGTH, hex(vector.additionalData()));
        }
    }

    private static byte[] seal(Vector vector) throws GeneralSecurityException {
        try (SecretBytes key = SecretBytes.owning(hex(vector.key()));
                Aes256Gcm gcm = new Aes256Gcm()) {
            return gcm.seal(
                    key,
                    Aes256Gcm.nonce(hex(vector.nonce()), 0),
                    hex(vector.plaintext()),
                    hex(vector.additionalData()));
        }
    }

    static List<Vector> vectors() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Aes256GcmTest.class.getResourceAsStream("wycheproof-aes-256-gcm.tsv")),
                UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Vector.of(line.split("\t", -1)))
                    .toList();
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /**
     * One line of the file, its bytes in hex.
     *
     * @param sealed ciphertext and tag
     */
    record Vector(
            String name,
            String key,
            String nonce,
            String additionalData,
            String plaintext,
            String sealed,
            boolean isValid) {
        static Vector of(String... fields) {
            return new Vector(
                    fields[0] + " " + fields[7] + " " + fields[8],
                    fields[1],
                    fields[2],
                    fields[3],
                    fields[4],
                    fields[5] + fields[6],
                    fields[7].equals("valid"));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
