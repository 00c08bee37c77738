package exo.db.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Keys for tests: the same in every run, whatever the machine's randomness. */
final class CryptoFixture {
    /** The bytes 00 to 1f. */
    static final String HEX_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    static final String OTHER_HEX_KEY = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101";

    private CryptoFixture() {}

    static RootKey rootKey(String hex) {
        return RootKey.load(Map.of("EXO_ENCRYPTION_KEY", hex), null);
    }

    static SecureRandom random(long seed) {
        try {
            // The only generator of the JDK whose output a seed decides.
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Keyring keyring(long seed) {
        try (RootKey rootKey = rootKey(HEX_KEY)) {
            return Keyring.open(List.of(Keyring.bootstrapEntry(rootKey, random(seed))), rootKey);
        }
    }
}
