package exo.db.database;

import java.security.GeneralSecurityException;
import java.text.Normalizer;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.postgresql.core.ServerVersion;

/**
 * Loads what every login needs of this Java, and has it compiled, while the command line is still being read: a
 * password is proved by thousands of hashes, which take a cold Java longer than all else of a login.
 *
 * <p>Changes nothing, and says nothing of a failure: whoever logs in meets it too.
 */
public final class LoginGroundwork implements Runnable {
    /** What the server asks for by default, see {@code scram_iterations}. */
    private static final int ITERATIONS = 4096;

    private static final int KEY_BITS = 256;

    @Override
    public void run() {
        try {
            Mac.getInstance("HmacSHA256");
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec("none".toCharArray(), new byte[16], ITERATIONS, KEY_BITS));
            Normalizer.normalize("none", Normalizer.Form.NFKC);
            ServerVersion.from("16");
        } catch (GeneralSecurityException e) {
            // A Java that cannot do this can still log in by other means.
        }
    }
}
