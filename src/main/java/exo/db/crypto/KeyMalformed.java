package exo.db.crypto;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;

/** What was given as the root key is no key, not kept as one, or leaves a doubt about which key is meant. */
public final class KeyMalformed extends ExoException {
    private static final long serialVersionUID = 1L;

    private KeyMalformed(String what, String why, String next) {
        super(ExitStatus.KEY, "key.malformed", what, why, next, null);
    }

    static KeyMalformed of(String origin, String why) {
        return new KeyMalformed(
                "the encryption key in " + origin + " is malformed",
                why,
                "copy the key again from where it is kept; accepted are 64 hex digits, base64 or base64url of 32 bytes,"
                        + " 32 printable ASCII characters, and in a file also 32 binary bytes");
    }

    static KeyMalformed exposed(String origin) {
        return new KeyMalformed(
                "the encryption key in " + origin + " can be read by everyone",
                "the mode of the file lets others read it",
                "chmod 0600 the file, or 0640 where a group needs it; for a Kubernetes secret's volume set"
                        + " defaultMode: 0400, or 0440 with fsGroup");
    }

    static KeyMalformed ofTwoComing(String variable, String fileVariable) {
        return new KeyMalformed(
                "the variables for the new root key contradict each other",
                variable + " and " + fileVariable + " are both set",
                "set exactly one of them");
    }

    static KeyMalformed inDoubt(List<String> doubts) {
        return new KeyMalformed(
                "the variables for the encryption key contradict each other",
                String.join("; ", doubts),
                "set exactly one of EXO_ENCRYPTION_KEY and EXO_ENCRYPTION_KEY_FILE, and unset every other variable"
                        + " whose name begins with EXO_ENCRYPTION_KEY, but for _NEXT and _NEXT_FILE during a rewrap");
    }
}
