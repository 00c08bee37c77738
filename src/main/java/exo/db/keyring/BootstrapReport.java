package exo.db.keyring;

/**
 * A keyring that opens.
 *
 * @param kid of the key that seals new values
 * @param rootFingerprint of the root key that opens it
 */
public record BootstrapReport(Outcome outcome, String kid, String rootFingerprint) {
    /** Where the keyring comes from. */
    public enum Outcome {
        /** This run made it. */
        CREATED,
        /** It was there, or another run was faster. */
        OPENED
    }
}
