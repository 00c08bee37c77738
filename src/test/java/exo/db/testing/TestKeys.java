package exo.db.testing;

import exo.db.crypto.RootKey;
import java.util.Map;

/** Root keys for tests, each for the test to close. */
public final class TestKeys {
    private TestKeys() {}

    /** The key of the installation. */
    public static RootKey rootKey() {
        return key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    }

    /** Somebody else's. */
    public static RootKey otherRootKey() {
        return key("ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221101");
    }

    private static RootKey key(String hex) {
        return RootKey.load(Map.of("EXO_ENCRYPTION_KEY", hex), null);
    }
}
